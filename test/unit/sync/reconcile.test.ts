import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../src/domain/result.ts';
import type { SealedTransaction } from '../../../src/domain/transaction.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import { reconcile, type ReadJournal } from '../../../src/sync/reconcile.ts';
import { KitJournal, openReplica } from '../../support/replicaKit.ts';

const readerOf =
  (values: readonly unknown[]): ReadJournal =>
  (after, limit) =>
    Promise.resolve(ok(values.slice(after, after + limit)));

/** A journal that need not begin at the first transaction, nor hold every one. */
const readerBySequence =
  (held: readonly SealedTransaction[]): ReadJournal =>
  (after, limit) =>
    Promise.resolve(ok(held.filter(({ body }) => body.sequence > after).slice(0, limit)));

function journalOf(sales: number): KitJournal {
  const journal = new KitJournal();
  for (let sale = 0; sale < sales; sale += 1) {
    journal.sell();
  }
  return journal;
}

async function withReplica(test: (replica: Replica) => Promise<void>): Promise<void> {
  const replica = await openReplica();
  try {
    await test(replica);
  } finally {
    await replica.close();
  }
}

describe('reconciling journal and replica', () => {
  it('brings the sale that a crash kept from the replica', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(3);
      await replica.transactions.insert(sealed.slice(0, 2));
      const found = await reconcile({ replica, readJournal: readerOf(sealed) });
      expect(found).toEqual(ok({ journalSequence: 3, inserted: 1, compared: 3 }));
      expect(await replica.transactions.above(0, 10)).toEqual(sealed);
    });
  });

  it('rebuilds an emptied replica from a journal longer than one read', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(450);
      const found = await reconcile({ replica, readJournal: readerOf(sealed) });
      expect(found).toMatchObject({ ok: true, value: { inserted: 450 } });
      expect(await replica.transactions.countUpTo(450)).toBe(450);
    });
  });

  it('compares only what is new the next time, and everything where fewer are there than were', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(5);
      await reconcile({ replica, readJournal: readerOf(sealed) });
      const again = await reconcile({ replica, readJournal: readerOf(sealed) });
      expect(again).toMatchObject({ ok: true, value: { compared: 0 } });
      await replica.state.update(() => ({ reconciledSequence: 6 }));
      const healed = await reconcile({ replica, readJournal: readerOf(sealed) });
      expect(healed).toMatchObject({ ok: true, value: { compared: 5 } });
    });
  });

  it('is loud about a transaction that the journal lacks, and deletes nothing', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(3);
      await replica.transactions.insert(sealed);
      const found = await reconcile({ replica, readJournal: readerOf(sealed.slice(0, 2)) });
      expect(found).toMatchObject({ ok: false, error: { code: 'journalBehind' } });
      expect(await replica.transactions.countUpTo(3)).toBe(3);
    });
  });

  it('is loud about another transaction under the same sequence', async () => {
    await withReplica(async (replica) => {
      await replica.transactions.insert(journalOf(2).sealed);
      const found = await reconcile({ replica, readJournal: readerOf(journalOf(2).sealed) });
      expect(found).toMatchObject({ ok: false, error: { code: 'otherBody' } });
    });
  });

  it.each([
    ['a malformed transaction', [{ body: {} }], 'journalMalformed'],
    ['one out of order', journalOf(3).sealed.toReversed(), 'journalMalformed'],
  ])('does not take %s from the journal', async (_, values, code) => {
    await withReplica(async (replica) => {
      const found = await reconcile({ replica, readJournal: readerOf(values) });
      expect(found).toMatchObject({ ok: false, error: { code } });
      expect(replica.transactions.lastSequence.current()).toBe(0);
    });
  });

  it('brings all that can be read where one transaction is lost, and says which', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(4);
      const readJournal = readerBySequence(sealed.filter(({ body }) => body.sequence !== 2));
      const found = await reconcile({ replica, readJournal });
      expect(found).toMatchObject({ ok: false, error: { code: 'journalGap' } });
      expect(found.ok ? '' : found.error.message).toContain('lacks transaction 2,');
      const kept = await replica.transactions.above(0, 10);
      expect(kept.map(({ body }) => body.sequence)).toEqual([1, 3, 4]);
    });
  });

  it('misses nothing that the replica still holds where the journal was damaged', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(4);
      await replica.transactions.insert(sealed.slice(0, 3));
      const readJournal = readerBySequence(sealed.filter(({ body }) => body.sequence !== 2));
      const found = await reconcile({ replica, readJournal });
      expect(found).toMatchObject({ ok: true, value: { inserted: 1, journalSequence: 4 } });
      expect(await replica.transactions.above(0, 10)).toEqual(sealed);
    });
  });

  it('rebuilds an emptied replica from a pruned journal, and pushes only what is not confirmed', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(9);
      const readJournal = readerBySequence(sealed.slice(4));
      const extent = { startSequence: 4, confirmedSequence: 6 };
      const found = await reconcile({ replica, readJournal, extent });
      expect(found).toEqual(ok({ journalSequence: 9, inserted: 5, compared: 5 }));
      expect(replica.state.current().acknowledgedSequence).toBe(6);
      expect(replica.transactions.pendingCount.current()).toBe(3);
      const again = await reconcile({ replica, readJournal, extent });
      expect(again).toMatchObject({ ok: true, value: { compared: 0 } });
    });
  });

  it('begins where a lane that is enrolled anew begins, on a new disk too', async () => {
    await withReplica(async (replica) => {
      const { sealed } = journalOf(3);
      const extent = { startSequence: 2, confirmedSequence: 2 };
      await reconcile({ replica, readJournal: readerBySequence([]), extent });
      expect(replica.state.current().acknowledgedSequence).toBe(2);
      const found = await reconcile({
        replica,
        readJournal: readerBySequence(sealed.slice(2)),
        extent,
      });
      expect(found).toMatchObject({ ok: true, value: { inserted: 1 } });
      expect(replica.transactions.pendingCount.current()).toBe(1);
    });
  });

  it('says so where the journal cannot be read', async () => {
    await withReplica(async (replica) => {
      const readJournal: ReadJournal = () => Promise.resolve(fail({ message: 'no disk' }));
      const found = await reconcile({ replica, readJournal });
      expect(found).toEqual(fail({ code: 'journalUnreadable', message: 'no disk' }));
    });
  });
});
