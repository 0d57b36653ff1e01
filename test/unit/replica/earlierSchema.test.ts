import { createRxDatabase, type RxJsonSchema } from 'rxdb/plugins/core';
import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/domain/result.ts';
import { bookkeepingHash } from '../../../src/replica/hash.ts';
import { memberPagesSchema } from '../../../src/replica/schemas/memberPages.ts';
import { memberSinglesSchema } from '../../../src/replica/schemas/memberSingles.ts';
import { operatorsSchema } from '../../../src/replica/schemas/operators.ts';
import { productsSchema } from '../../../src/replica/schemas/products.ts';
import { programmesSchema } from '../../../src/replica/schemas/programmes.ts';
import { settingsSchema } from '../../../src/replica/schemas/settings.ts';
import { stateSchema } from '../../../src/replica/schemas/state.ts';
import type { ReplicaStorage } from '../../../src/replica/storage.ts';
import { reconcile } from '../../../src/sync/reconcile.ts';
import { freshName, KitJournal, openReplica, storageKinds } from '../../support/replicaKit.ts';

/** Sales as an earlier version might have kept them. */
const earlierTransactions: RxJsonSchema<{ id: string; sequence: number }> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 64 }, sequence: { type: 'integer' } },
  required: ['id', 'sequence'],
};

/** Makes the replica `name` as an earlier version would: other sales, and fewer collections. */
async function makeEarlier(storage: ReplicaStorage, name: string): Promise<void> {
  const database = await createRxDatabase({
    name,
    storage: storage.rxStorage,
    multiInstance: false,
    hashFunction: async (input) =>
      bookkeepingHash(typeof input === 'string' ? input : await new Response(input).text()),
  });
  const { transactions } = await database.addCollections({
    memberPages: { schema: memberPagesSchema },
    memberSingles: { schema: memberSinglesSchema },
    transactions: { schema: earlierTransactions },
    programmes: { schema: programmesSchema },
    products: { schema: productsSchema },
    operators: { schema: operatorsSchema },
    settings: { schema: settingsSchema },
    state: { schema: stateSchema },
  });
  await transactions.insert({ id: 'of the earlier version', sequence: 1 });
  await database.close();
}

describe.each(storageKinds)('a replica that an earlier version made (%s)', (_kind, kindOf) => {
  it('app update wipes local data: is made anew where it cannot be read, and the journal brings every unsent sale', async () => {
    const storage = kindOf();
    const name = freshName();
    await makeEarlier(storage, name);
    const journal = new KitJournal();
    const sealed = [journal.sell({ memberId: 'member-1' }), journal.sell(), journal.sell()];

    const replica = await openReplica(storage, name);
    expect(replica.opening).toMatchObject({ kind: 'recreated' });
    const readJournal = (after: number, limit: number) =>
      Promise.resolve(ok(sealed.slice(after, after + limit)));
    expect(await reconcile({ replica, readJournal })).toMatchObject({ ok: true });
    const kept = await replica.transactions.above(0, 10);
    expect(kept.map(({ hash }) => hash)).toEqual(sealed.map(({ hash }) => hash));
    await replica.close();
  });
});
