import { assert } from './assert.ts';
import { fail, ok, type Result } from './result.ts';
import { redemptionOf, type TransactionBody } from './transaction.ts';
import type { MemberStatus } from './member.ts';

/**
 * Part of a member's balance that the ledger has set apart for one terminal, an allotment: only this terminal may spend
 * from it, and so it may do so offline.
 */
export interface Lease {
  readonly leaseId: string;
  readonly memberId: string;
  readonly points: number;
  /** What the ledger had captured from it when it sent the lease. */
  readonly spentPoints: number;
  /** The asking terminal's transactions up to here are in `spentPoints`. */
  readonly appliedSequence: number;
  /** `recalled`: the ledger wants it back, nothing more may be spent from it. */
  readonly state: 'live' | 'recalled';
  /** UTC instant (ISO 8601) by the ledger's clock. */
  readonly expiresAt: string;
}

/** A terminal stops so long before a lease expires, for its clock may be wrong by as much. */
export const LEASE_CLOCK_MARGIN_MS = 5 * 60_000;

/** Why nothing is spent from a lease. */
export type LeaseRefusal =
  | { readonly code: 'memberBlocked' }
  | { readonly code: 'noLease' }
  | { readonly code: 'leaseRecalled' }
  | { readonly code: 'leaseLapsed' }
  | { readonly code: 'aboveLease'; readonly availablePoints: number };

/**
 * What is left of a lease at its terminal. `transactions` may hold any of the terminal's transactions, each once; what
 * the ledger captured counts, and so does all that the terminal itself knows to have spent, captured or not.
 */
export function leaseLeftPoints(lease: Lease, transactions: Iterable<TransactionBody>): number {
  let own = 0;
  let unsettled = 0;
  for (const body of transactions) {
    const redemption = redemptionOf(body);
    const authorisation = redemption?.authorisation;
    if (authorisation?.kind === 'allotment' && authorisation.leaseId === lease.leaseId) {
      const points = redemption?.points ?? 0;
      own += points;
      unsettled += body.sequence > lease.appliedSequence ? points : 0;
    }
  }
  return Math.max(0, lease.points - Math.max(own, lease.spentPoints + unsettled));
}

/** Decides whether `points` may be spent from a lease by a terminal whose clock says `nowMs`. */
export function authoriseFromLease(
  lease: Lease | null,
  request: {
    readonly points: number;
    readonly memberStatus: MemberStatus;
    /** As `leaseLeftPoints` gives it. */
    readonly leftPoints: number;
    readonly nowMs: number;
  },
  parseInstantMs: (instant: string) => number,
): Result<{ readonly leaseId: string }, LeaseRefusal> {
  assert(
    Number.isSafeInteger(request.points) && request.points > 0,
    'points are a positive integer',
  );
  if (request.memberStatus !== 'active') {
    return fail({ code: 'memberBlocked' });
  }
  if (lease === null) {
    return fail({ code: 'noLease' });
  }
  if (lease.state === 'recalled') {
    return fail({ code: 'leaseRecalled' });
  }
  if (!isSpendable(lease, request.nowMs, parseInstantMs)) {
    return fail({ code: 'leaseLapsed' });
  }
  return request.points <= request.leftPoints
    ? ok({ leaseId: lease.leaseId })
    : fail({ code: 'aboveLease', availablePoints: request.leftPoints });
}

/** Whether a terminal whose clock says `nowMs` may still spend from a lease. */
export function isSpendable(
  { state, expiresAt }: Lease,
  nowMs: number,
  parseInstantMs: (instant: string) => number,
): boolean {
  // Written so that an instant that is none refuses, too.
  return state === 'live' && nowMs < parseInstantMs(expiresAt) - LEASE_CLOCK_MARGIN_MS;
}
