import { assert } from '../../domain/assert.ts';
import type { Account, LedgerEntry, Posting } from '../posting/ledgerEntry.ts';
import type { LotChange, LotMovement, LotReason, PointsLot } from './lot.ts';

/** An entry as it comes together: postings by account and what becomes of lots. */
export class EntryDraft {
  readonly #postings = new Map<Account, number>();
  readonly #movements = new Map<string, LotMovement>();
  readonly #lots = new Map<string, LotChange>();

  /** Adds `points` (of either sign) to an account's line. */
  post(account: Account, points: number): void {
    this.#postings.set(account, (this.#postings.get(account) ?? 0) + points);
  }

  /** Notes that a lot changed from `before` to `after`. */
  change(before: PointsLot | null, after: PointsLot, reason: LotReason): void {
    const points = after.remainingPoints - (before?.remainingPoints ?? 0);
    const key = `${reason} ${after.lotId}`;
    const moved = (this.#movements.get(key)?.points ?? 0) + points;
    this.#movements.set(key, { lotId: after.lotId, reason, points: moved });
    const isNew = before === null || this.#lots.get(after.lotId)?.isNew === true;
    this.#lots.set(after.lotId, { lot: after, isNew });
  }

  /** The finished entry. Asserts that it balances and that lots move with the member's accounts. */
  finish(entry: Omit<LedgerEntry, 'postings' | 'movements' | 'lots'>): LedgerEntry {
    const postings: Posting[] = [];
    for (const [account, points] of this.#postings) {
      if (points !== 0) {
        postings.push({ account, points });
      }
    }
    const movements = [...this.#movements.values()].filter(({ points }) => points !== 0);
    const inAccounts = postings.reduce((sum, posting) => sum + ownPoints(posting), 0);
    const inLots = movements.reduce((sum, { points }) => sum + points, 0);
    assert(inAccounts === inLots, 'lots move with the member’s accounts');
    return { ...entry, postings, movements, lots: [...this.#lots.values()] };
  }
}

function ownPoints({ account, points }: Posting): number {
  return account.startsWith('member:') ? points : 0;
}
