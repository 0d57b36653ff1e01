import { EntryDraft } from '../lots/entryDraft.ts';
import { spendsBefore, type PointsLot } from '../lots/lot.ts';
import type { LedgerEntry } from '../posting/ledgerEntry.ts';

/** A member's accounts and every lot with something left in it. */
export interface MergeSide {
  readonly memberId: string;
  readonly activePoints: number;
  readonly heldPoints: number;
  readonly pendingPoints: number;
  readonly overdraftPoints: number;
  readonly lots: readonly PointsLot[];
}

/**
 * The two entries of a MemberMerge: all of `merged` goes out against `programme:adjustment`, and comes in at `survivor` as it
 * was, lot by lot with its own expiry; what one owes, the points of both repay. Lots that an earlier merge brought, whose names
 * begin with one of `former`, keep them.
 */
export function planMerge(
  survivor: MergeSide,
  merged: MergeSide,
  former: readonly string[],
): readonly [out: LedgerEntry, into: LedgerEntry] {
  const moved = merged.activePoints + merged.heldPoints + merged.pendingPoints;
  const net = moved - merged.overdraftPoints;
  return [planOut(survivor, merged, net), planInto(survivor, merged, net, former)];
}

function planOut(survivor: MergeSide, merged: MergeSide, net: number): LedgerEntry {
  const draft = new EntryDraft();
  draft.post('member:active', -merged.activePoints);
  draft.post('member:held', -merged.heldPoints);
  draft.post('member:pending', -merged.pendingPoints);
  draft.post('programme:overdraft', merged.overdraftPoints);
  draft.post('programme:adjustment', net);
  for (const lot of merged.lots) {
    draft.change(lot, { ...lot, remainingPoints: 0, vested: true }, 'takenBack');
  }
  return draft.finish(headOf(merged.memberId, `merge/into/${survivor.memberId}`));
}

function planInto(
  survivor: MergeSide,
  merged: MergeSide,
  net: number,
  former: readonly string[],
): LedgerEntry {
  const draft = new EntryDraft();
  const repaid = Math.min(
    survivor.activePoints + merged.activePoints,
    survivor.overdraftPoints + merged.overdraftPoints,
  );
  draft.post('member:active', merged.activePoints - repaid);
  draft.post('member:held', merged.heldPoints);
  draft.post('member:pending', merged.pendingPoints);
  draft.post('programme:overdraft', repaid - merged.overdraftPoints);
  draft.post('programme:adjustment', -net);
  // A lot may have the name of one of the survivor's, also of one that is spent; under the merged member's id it has not.
  const incoming = merged.lots.map((lot) => ({
    ...lot,
    lotId: former.some((prefix) => lot.lotId.startsWith(prefix))
      ? lot.lotId
      : `${merged.memberId}/${lot.lotId}`,
  }));
  for (const lot of incoming) {
    draft.change(null, lot, 'opened');
  }
  let left = repaid;
  const spendable = [...survivor.lots, ...incoming].filter(({ vested }) => vested);
  for (const lot of spendable.sort(spendsBefore)) {
    const taken = Math.min(left, lot.remainingPoints);
    if (taken > 0) {
      left -= taken;
      draft.change(lot, { ...lot, remainingPoints: lot.remainingPoints - taken }, 'repaid');
    }
  }
  return draft.finish(headOf(survivor.memberId, `merge/from/${merged.memberId}`));
}

function headOf(memberId: string, entryId: string) {
  return { memberId, entryId, kind: 'merge', terminalId: null, sequence: null } as const;
}
