import type { TransactionDraft } from '../../domain/transaction.ts';

/** The most leases that are remembered as given back; the ledger has taken the oldest of so many long since. */
const MAXIMUM_CLOSED = 10_000;

/**
 * Stands between the journal and the leases that a terminal gives back: once the ledger is told of one, nothing can be
 * sealed any more that spends from it, not even by a window that has not heard of it.
 */
export class LeaseGate {
  readonly #closed = new Set<string>();
  readonly #sealing = new Set<Promise<unknown>>();

  /** Seals what does not spend from a closed lease; null for one that does. */
  async pass<Value>(draft: TransactionDraft, seal: () => Promise<Value>): Promise<Value | null> {
    const authorisation = draft.kind === 'sale' ? draft.redemption?.authorisation : undefined;
    if (authorisation?.kind !== 'allotment') {
      return seal();
    }
    if (this.#closed.has(authorisation.leaseId)) {
      return null;
    }
    const sealing = seal();
    this.#sealing.add(sealing);
    try {
      return await sealing;
    } finally {
      this.#sealing.delete(sealing);
    }
  }

  /** Closes leases for good; resolves when what was being sealed from any of them lies in the journal. */
  async close(leaseIds: readonly string[]): Promise<void> {
    for (const leaseId of leaseIds) {
      this.#closed.delete(leaseId);
      this.#closed.add(leaseId);
    }
    for (const oldest of this.#closed) {
      if (this.#closed.size <= MAXIMUM_CLOSED) {
        break;
      }
      this.#closed.delete(oldest);
    }
    await Promise.allSettled([...this.#sealing]);
  }
}
