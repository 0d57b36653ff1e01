import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import type { StoreException } from '../../../src/domain/storeException.ts';
import { dexieReplicaStorage } from '../../../src/replica/dexieStorage.ts';
import { ModelLedger } from '../../support/modelLedger.ts';
import { freshName, KitJournal, openReplica } from '../../support/replicaKit.ts';
import { inStep, pushed, sell, syncBench } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const { open, closeAll } = syncBench();
afterEach(closeAll);

const exception = (number: number): StoreException => ({
  exceptionId: String(number).padStart(32, '0'),
  reason: 'overdraft',
  storeId: 'S1',
  terminalId: 'T1',
  sequence: number,
  transactionId: null,
  memberId: 'member-1',
  detail: 'redeemed 5 points more than the member had',
  status: 'open',
  seenCount: 1,
  firstSeenAt: '2026-11-22T09:30:00.000Z',
  lastSeenAt: `2026-11-22T09:3${number}:00.000Z`,
  resolution: null,
  resolvedBy: null,
  resolvedAt: null,
  note: null,
});

const answer = (
  checkpoint: string,
  ...documents: { document: StoreException; removed: boolean }[]
) => ({ kind: 'answer', value: { documents, checkpoint, more: false } }) as const;

describe('the exceptions of the store', () => {
  it('come to the replica, the newest first, and go when they are resolved', async () => {
    const ledger = new ModelLedger(3);
    ledger.disturb(
      'pullExceptions',
      answer('one', ...[1, 2].map((number) => ({ document: exception(number), removed: false }))),
    );
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    await waitUntil('two exceptions', () => replica.exceptions.open.current().length === 2);
    expect(replica.exceptions.open.current().map(({ sequence }) => sequence)).toEqual([2, 1]);
    const resolved: StoreException = { ...exception(2), status: 'resolved', resolution: 'posted' };
    ledger.disturb('pullExceptions', answer('two', { document: resolved, removed: true }));
    ledger.announce(['exceptions']);
    await waitUntil('one exception', () => replica.exceptions.open.current().length === 1);
    expect(replica.exceptions.open.current()[0]?.sequence).toBe(1);
  });

  it('are no problem at a ledger of protocol version 1, which has no such queue', async () => {
    const ledger = new ModelLedger(3);
    ledger.disturb(
      'pullExceptions',
      ...Array.from({ length: 20 }, () => ({ kind: 'refused', code: 'notFound' }) as const),
    );
    const { replica, sync } = await open(ledger);
    await sell(replica, new KitJournal(), 'member-1');
    await pushed(sync);
    await inStep(sync);
    expect(sync.state.current().problem).toBeNull();
    expect(replica.exceptions.open.current()).toEqual([]);
  });

  it('are a store that an earlier version did not have: an update of the till wipes nothing', async () => {
    const indexedDB = new IDBFactory();
    const storage = dexieReplicaStorage({ indexedDB, IDBKeyRange });
    const name = freshName();
    const ledger = new ModelLedger(3);
    const before = await open(ledger, await openReplica(storage, name));
    await sell(before.replica, new KitJournal(), 'member-1');
    await pushed(before.sync);
    await inStep(before.sync);
    // A replica as the earlier version left it.
    await before.replica.state.update(() => ({ laterCollections: [] }));
    await closeAll();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(`rxdb-dexie-${name}--0--exceptions`);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(new Error('the database stays'));
    });
    const after = await open(ledger, await openReplica(storage, name));
    expect(after.replica.opening).toEqual({ kind: 'kept' });
    expect(after.replica.transactions.lastSequence.current()).toBe(1);
    await inStep(after.sync);
  });
});
