import { isSpendable, leaseLeftPoints } from '../domain/lease.ts';
import type { TransactionBody } from '../domain/transaction.ts';
import { MAXIMUM_LEASES, MAXIMUM_SERVED, type LeasesRequest } from '../protocol/leases.ts';
import type { KeptLease } from '../replica/leaseStore.ts';

/** A lease with less than this part of its points left is given back, so that a new one can be had. */
const NEARLY_SPENT_SHARE = 0.2;

/** What a request about leases is made of. */
export interface LeaseSituation {
  readonly leases: readonly KeptLease[];
  /** The terminal's newest transactions, newest first. */
  readonly latest: readonly TransactionBody[];
  readonly lastSequence: number;
  /** The terminal's clock. */
  readonly nowMs: number;
}

/**
 * Leases from which nothing more will be spent: recalled, lapsed by this terminal's clock, nearly used up, or already being
 * given back. They are to be marked before they are named to the ledger.
 */
export function leasesToGiveBack({ leases, latest, nowMs }: LeaseSituation): string[] {
  return leases
    .filter(
      ({ lease, givingBack }) =>
        givingBack ||
        !isSpendable(lease, nowMs, Date.parse) ||
        leaseLeftPoints(lease, latest) < lease.points * NEARLY_SPENT_SHARE,
    )
    .map(({ lease }) => lease.leaseId);
}

/** What the terminal says of its leases, once those that it gives back are marked. */
export function leaseRequestOf(situation: LeaseSituation): LeasesRequest {
  const { leases, latest, lastSequence } = situation;
  const nameOf = ({ lease: { memberId, leaseId } }: KeptLease) => ({ memberId, leaseId });
  const has = new Set(leases.map(({ lease }) => lease.memberId));
  const served = latest.flatMap(({ member }) =>
    member?.kind === 'member' && !has.has(member.memberId) ? [member.memberId] : [],
  );
  return {
    lastSequence,
    givenBack: leases
      .filter((one) => one.givingBack)
      .slice(0, MAXIMUM_LEASES)
      .map(nameOf),
    kept: leases
      .filter((one) => !one.givingBack)
      .slice(0, MAXIMUM_LEASES)
      .map(nameOf),
    served: [...new Set(served)].slice(0, MAXIMUM_SERVED),
  };
}
