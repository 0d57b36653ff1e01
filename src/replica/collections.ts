import { createRxDatabase, type RxCollection, type RxDatabase } from 'rxdb/plugins/core';
import { ledgerWins, transactionsNeverConflict } from './conflictHandlers.ts';
import { bookkeepingHash } from './hash.ts';
import { exceptionsSchema, type ExceptionDocument } from './schemas/exceptions.ts';
import { leasesSchema, type LeaseDocument } from './schemas/leases.ts';
import { memberPagesSchema, type MemberPageDocument } from './schemas/memberPages.ts';
import { memberSinglesSchema, type MemberSingleDocument } from './schemas/memberSingles.ts';
import { operatorsSchema, type OperatorDocument } from './schemas/operators.ts';
import { productsSchema, type ProductDocument } from './schemas/products.ts';
import { programmesSchema, type ProgrammeDocument } from './schemas/programmes.ts';
import { settingsSchema, type SettingDocument } from './schemas/settings.ts';
import { stateSchema, type StateDocument } from './schemas/state.ts';
import { transactionsSchema, type TransactionDocument } from './schemas/transactions.ts';
import type { ReplicaStorage } from './storage.ts';

/** The replica's collections. Each is a database of its own: nothing is atomic across two. At most 13 by RxDB. */
export interface ReplicaCollections {
  readonly memberPages: RxCollection<MemberPageDocument>;
  readonly memberSingles: RxCollection<MemberSingleDocument>;
  readonly transactions: RxCollection<TransactionDocument>;
  readonly programmes: RxCollection<ProgrammeDocument>;
  readonly products: RxCollection<ProductDocument>;
  readonly operators: RxCollection<OperatorDocument>;
  readonly settings: RxCollection<SettingDocument>;
  readonly exceptions: RxCollection<ExceptionDocument>;
  readonly leases: RxCollection<LeaseDocument>;
  readonly state: RxCollection<StateDocument>;
}

/** The names of all collections. */
export const collectionNames: readonly (keyof ReplicaCollections)[] = [
  'memberPages',
  'memberSingles',
  'transactions',
  'programmes',
  'products',
  'operators',
  'settings',
  'exceptions',
  'leases',
  'state',
];

/** Collections that replicas made by an earlier version do not have: to lack one is no loss unless it was there. */
export const laterCollectionNames: readonly (keyof ReplicaCollections)[] = ['exceptions', 'leases'];

/** Opens, or makes, all collections of the replica `name`. Rejects where a store cannot be used. */
export async function openCollections(
  name: string,
  storage: ReplicaStorage,
): Promise<{ readonly collections: ReplicaCollections; readonly database: RxDatabase }> {
  const database = await createRxDatabase({
    name,
    storage: storage.rxStorage,
    multiInstance: false,
    eventReduce: false,
    hashFunction: async (input) =>
      bookkeepingHash(typeof input === 'string' ? input : await new Response(input).text()),
  });
  try {
    const collections = await database.addCollections<MutableCollections>({
      memberPages: { schema: memberPagesSchema, conflictHandler: ledgerWins() },
      memberSingles: { schema: memberSinglesSchema, conflictHandler: ledgerWins() },
      transactions: {
        schema: transactionsSchema,
        conflictHandler: transactionsNeverConflict(),
      },
      programmes: { schema: programmesSchema, conflictHandler: ledgerWins() },
      products: { schema: productsSchema, conflictHandler: ledgerWins() },
      operators: { schema: operatorsSchema, conflictHandler: ledgerWins() },
      settings: { schema: settingsSchema, conflictHandler: ledgerWins() },
      exceptions: { schema: exceptionsSchema, conflictHandler: ledgerWins() },
      leases: { schema: leasesSchema, conflictHandler: ledgerWins() },
      state: { schema: stateSchema, conflictHandler: ledgerWins() },
    });
    return { collections, database };
  } catch (error) {
    await database.close();
    throw error;
  }
}

type MutableCollections = {
  -readonly [Name in keyof ReplicaCollections]: ReplicaCollections[Name];
};
