import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import { collectionNames } from '../../../src/replica/collections.ts';
import { dexieReplicaStorage } from '../../../src/replica/dexieStorage.ts';
import { reconcile } from '../../../src/sync/reconcile.ts';
import { ModelLedger } from '../../support/modelLedger.ts';
import { freshName, KitJournal, openReplica, storageKinds } from '../../support/replicaKit.ts';
import { inStep, pushed, sell, shown, syncBench } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const { open, closeAll } = syncBench();
afterEach(closeAll);

function platform() {
  const indexedDB = new IDBFactory();
  const storage = dexieReplicaStorage({ indexedDB, IDBKeyRange });
  /** The platform deletes one database, as Chromium may; whoever has it open is told to let go. */
  const remove = (databaseName: string) =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(databaseName);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(new Error('the database stays'));
    });
  return { storage, remove };
}

describe('a store that the platform removed', () => {
  it.each(collectionNames)(
    'is pulled again, and the journal brings the sales: %s',
    async (lost) => {
      const { storage, remove } = platform();
      const name = freshName();
      const ledger = new ModelLedger(12);
      const journal = new KitJournal();
      const before = await open(ledger, await openReplica(storage, name));
      await inStep(before.sync);
      ledger.credit(3, 50);
      ledger.announce(['accounts']);
      await sell(before.replica, journal, 'member-5');
      await pushed(before.sync);
      await inStep(before.sync);
      await closeAll();
      await remove(`rxdb-dexie-${name}--0--${lost}`);

      const replica = await openReplica(storage, name);
      expect(replica.opening).toMatchObject({ kind: 'recreated' });
      const { sealed } = journal;
      const readJournal = (after: number, limit: number) =>
        Promise.resolve(ok(sealed.slice(after, after + limit)));
      expect(await reconcile({ replica, readJournal })).toMatchObject({ ok: true });
      const after = await open(ledger, replica);
      await inStep(after.sync);
      expect(await shown(replica, ledger, 3)).toBe(1053);
      expect(await shown(replica, ledger, 5)).toBe(1015);
      expect(replica.transactions.lastSequence.current()).toBe(1);
      expect(ledger.posted).toEqual([1]);
    },
  );

  it('while it is open says that the replica is lost, for good', async () => {
    const { storage, remove } = platform();
    const name = freshName();
    const { replica } = await open(new ModelLedger(4), await openReplica(storage, name));
    expect(replica.health.current()).toEqual({ status: 'usable' });
    await remove(`rxdb-dexie-${name}--0--products`);
    await waitUntil('the loss', () => replica.health.current().status === 'lost');
    await closeAll();
    expect(replica.health.current().status).toBe('lost');
  });

  it('is not noticed by a replica that was closed in order', async () => {
    const { storage } = platform();
    const { replica } = await open(new ModelLedger(4), await openReplica(storage));
    await closeAll();
    expect(replica.health.current()).toEqual({ status: 'usable' });
  });
});

describe.each(storageKinds)(
  'a write that fails in the middle of a fill, on %s',
  (_, makeStorage) => {
    it('shows, is tried again from what is stored, and no page is missing in the end', async () => {
      const ledger = new ModelLedger(40);
      ledger.bits = 4;
      const replica = await openReplica(makeStorage());
      const { storageInstance } = replica.collections.memberPages;
      const write = storageInstance.bulkWrite.bind(storageInstance);
      let writes = 0;
      storageInstance.bulkWrite = async (rows, context) => {
        writes += 1;
        if (writes === 3 || writes === 4) {
          throw new DOMException('no space left', 'QuotaExceededError');
        }
        return await write(rows, context);
      };
      const { sync } = await open(ledger, replica);
      const problems: (string | undefined)[] = [];
      sync.state.subscribe(() => problems.push(sync.state.current().problem?.kind));
      await inStep(sync);
      expect(writes).toBeGreaterThan(8);
      expect(problems).toContain('replica');
      expect(sync.state.current().problem).toBeNull();
      expect(replica.health.current()).toEqual({ status: 'usable' });
      for (const [index, { balancePoints }] of ledger.members.entries()) {
        expect(await shown(replica, ledger, index)).toBe(balancePoints);
      }
    });
  },
);
