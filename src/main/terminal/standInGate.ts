import { fail, ok, type Result } from '../../domain/result.ts';
import {
  redemptionOf,
  type SealedTransaction,
  type TransactionBody,
  type TransactionDraft,
} from '../../domain/transaction.ts';
import type { Journal } from '../journal/journal.ts';
import { SerialQueue } from '../journal/serialQueue.ts';

/** So many redemptions may wait for each other; a till has one cashier. */
const MAXIMUM_WAITING = 64;
/** So many transactions are read at once. */
const READ_AT_ONCE = 200;

/** What this terminal authorised by itself for a member. */
interface StandInSpending {
  readonly sequence: number;
  readonly memberId: string;
  readonly points: number;
}

/**
 * Lets no redemption be sealed that this terminal may not authorise by itself: without a manager's override, those of one
 * member that the ledger does not have yet never exceed the floor limit that the sale names. The journal is asked, not
 * the page, so that no window and no lost replica can go beyond.
 */
export class StandInGate {
  readonly #queue = new SerialQueue(MAXIMUM_WAITING);
  #spendings: StandInSpending[] | null = null;
  #settledSequence = 0;

  /** Takes note that the ledger has applied this terminal's transactions up to here. */
  settle(sequence: number): void {
    this.#settledSequence = Math.max(this.#settledSequence, sequence);
  }

  /** Seals what is within the limit, or has nothing to do with it; null for what is not. */
  async pass<Failure>(
    journal: Pick<Journal, 'read' | 'status'>,
    draft: TransactionDraft,
    seal: () => Promise<Result<SealedTransaction, Failure>>,
  ): Promise<Result<SealedTransaction, Failure> | null> {
    const redemption = draft.kind === 'sale' ? draft.redemption : null;
    const authorisation = redemption?.authorisation;
    if (redemption === null || authorisation?.kind !== 'standIn') {
      return seal();
    }
    return this.#queue.add(async () => {
      const unsettled = await this.#unsettled(journal);
      if (!unsettled.ok) {
        return null;
      }
      const memberId = memberIdOf(draft);
      const redeemed = unsettled.value
        .filter((one) => one.memberId === memberId)
        .reduce((sum, { points }) => sum + points, redemption.points);
      if (authorisation.override === undefined && redeemed > authorisation.floorLimitPoints) {
        return null;
      }
      const sealed = await seal();
      if (sealed.ok) {
        this.#spendings = [...unsettled.value, ...spendingOf(sealed.value.body)];
      }
      return sealed;
    });
  }

  /** What the ledger does not have yet; read from the journal once, then kept. */
  async #unsettled(
    journal: Pick<Journal, 'read' | 'status'>,
  ): Promise<Result<StandInSpending[], null>> {
    this.settle(journal.status().confirmedSequence);
    const known = this.#spendings === null ? await this.#readAll(journal) : ok(this.#spendings);
    if (known.ok) {
      this.#spendings = known.value.filter(({ sequence }) => sequence > this.#settledSequence);
      return ok(this.#spendings);
    }
    return known;
  }

  async #readAll(
    journal: Pick<Journal, 'read' | 'status'>,
  ): Promise<Result<StandInSpending[], null>> {
    const found: StandInSpending[] = [];
    const { sequence: last, startSequence } = journal.status();
    for (let after = Math.max(this.#settledSequence, startSequence); after < last;) {
      const read = await journal.read(after, READ_AT_ONCE);
      const next = read.ok ? (read.value.at(-1)?.body.sequence ?? last) : null;
      if (!read.ok || next === null) {
        return fail(null);
      }
      found.push(...read.value.flatMap(({ body }) => spendingOf(body)));
      after = next;
    }
    return ok(found);
  }
}

function spendingOf(body: TransactionBody): StandInSpending[] {
  const redemption = redemptionOf(body);
  const memberId = memberIdOf(body);
  return redemption?.authorisation.kind === 'standIn' && memberId !== null
    ? [{ sequence: body.sequence, memberId, points: redemption.points }]
    : [];
}

function memberIdOf({ member }: Pick<TransactionDraft, 'member'>): string | null {
  return member?.kind === 'member' ? member.memberId : null;
}
