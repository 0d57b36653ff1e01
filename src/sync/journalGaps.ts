import type { SealedTransaction } from '../domain/transaction.ts';
import type { TransactionStore } from '../replica/transactionStore.ts';

/** Sequences, both included. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What lies between `afterSequence` and the transactions (ascending) without being among them, as far as it is above
 * `confirmedSequence`: what the ledger has confirmed is missed by nobody.
 */
export function gapsIn(
  transactions: readonly SealedTransaction[],
  afterSequence: number,
  confirmedSequence: number,
): SequenceRange[] {
  const gaps: SequenceRange[] = [];
  let before = Math.max(afterSequence, confirmedSequence);
  for (const { body } of transactions) {
    if (body.sequence > before + 1) {
      gaps.push({ first: before + 1, last: body.sequence - 1 });
    }
    before = Math.max(before, body.sequence);
  }
  return gaps;
}

/** The first of the gaps that the replica does not fill either, or null. */
export async function firstLost(
  transactions: Pick<TransactionStore, 'countUpTo'>,
  gaps: readonly SequenceRange[],
): Promise<SequenceRange | null> {
  for (const gap of gaps) {
    const held =
      (await transactions.countUpTo(gap.last)) - (await transactions.countUpTo(gap.first - 1));
    if (held < gap.last - gap.first + 1) {
      return gap;
    }
  }
  return null;
}
