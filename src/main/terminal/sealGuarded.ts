import type { Result } from '../../domain/result.ts';
import {
  POST_VOID_REASON_CODE,
  type SealedTransaction,
  type TransactionDraft,
} from '../../domain/transaction.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { OverrideDesk } from '../operators/overrideDesk.ts';
import type { SignOns } from '../operators/signOns.ts';
import type { EnrolledTerminal } from './enrolledTerminal.ts';
import { managerNeeded, notInThisMode } from './ipcFailures.ts';

/** Who may allow what at this terminal. */
export interface TerminalStaff {
  readonly overrides: OverrideDesk;
  readonly signOns: SignOns;
}

/** What sealing passes through. */
type Guarded = Pick<EnrolledTerminal, 'journal' | 'leaseGate' | 'holdGate' | 'standInGate'> & {
  readonly terminalId: string;
};

/**
 * Seals a draft, unless it is not the page's to decide: a whole sale is undone by a manager; beyond the limits, points are
 * redeemed by an override that was given for just this; and nothing is spent from a lease or by a hold that is given back.
 */
export async function sealGuarded(
  { journal, leaseGate, holdGate, standInGate, terminalId }: Guarded,
  { overrides, signOns }: TerminalStaff,
  draft: TransactionDraft,
): Promise<Result<SealedTransaction, IpcError>> {
  if (isPostVoid(draft) && !signOns.isManager(draft.operatorId)) {
    return managerNeeded(
      'Only a manager undoes a whole sale. Sign off, then on again as a manager.',
    );
  }
  const place = overrides.take(draft, terminalId);
  if (!place.ok) {
    return managerNeeded(place.error);
  }
  const append = () => journal.append(draft, place.value);
  const authorisation = draft.kind === 'sale' ? draft.redemption?.authorisation : undefined;
  if (authorisation?.kind === 'hold') {
    const byHold = await holdGate.pass(authorisation.holdId, append);
    return (
      byHold ??
      notInThisMode('The points held for this sale were given back meanwhile. Redeem again.')
    );
  }
  const withinLease = await leaseGate.pass(draft, () => standInGate.pass(journal, draft, append));
  if (withinLease === null && authorisation?.kind === 'allotment') {
    return notInThisMode('The points set apart for this member were given back meanwhile.');
  }
  return (
    withinLease ??
    managerNeeded(
      'This terminal may not redeem so many points of this member by itself. Redeem fewer, or ask a manager.',
    )
  );
}

function isPostVoid(draft: TransactionDraft): boolean {
  return draft.kind === 'return' && draft.reasonCode === POST_VOID_REASON_CODE;
}
