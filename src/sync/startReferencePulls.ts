import type { ReplicaCollections } from '../replica/collections.ts';
import type { Observed } from '../replica/observed.ts';
import { programmeKeyOf } from '../replica/schemas/programmes.ts';
import { searchNameOf } from '../replica/schemas/products.ts';
import { MAXIMUM_REFERENCE_DOCUMENTS } from '../protocol/pullReference.ts';
import type { LedgerLine } from './ledgerLine.ts';
import { createReferenceSource } from './pullReference.ts';
import type { PullReplication, PullReplicationBasics } from './pullReplication.ts';
import { startPullReplication } from './pullReplication.ts';
import { createStaleness, type Staleness } from './staleness.ts';

/** The running pulls of programmes, products, operators and settings. */
export interface ReferencePulls {
  readonly behind: readonly Observed<boolean>[];
  /** Pulls all four again; `known` where the ledger told that something changed. */
  resync(known: boolean): void;
  close(): Promise<void>;
}

const limit = MAXIMUM_REFERENCE_DOCUMENTS;

/** Starts to pull what the ledger owns and every terminal holds whole. */
export function startReferencePulls(
  basics: PullReplicationBasics,
  line: LedgerLine,
  collections: ReplicaCollections,
): ReferencePulls {
  const pulls: { readonly staleness: Staleness; readonly replication: PullReplication }[] = [];
  const add = (begin: (staleness: Staleness) => PullReplication) => {
    const staleness = createStaleness();
    pulls.push({ staleness, replication: begin(staleness) });
  };
  add((staleness) =>
    startPullReplication({
      ...basics,
      identifier: 'programmes',
      collection: collections.programmes,
      keyOf: (document) => document.key,
      source: createReferenceSource({
        staleness,
        pull: (checkpoint) => line.exchange('pullProgrammes', { checkpoint, limit }),
        read: (programme) => ({ key: programmeKeyOf(programme), programme }),
      }),
    }),
  );
  add((staleness) =>
    startPullReplication({
      ...basics,
      identifier: 'products',
      collection: collections.products,
      keyOf: (document) => document.productId,
      source: createReferenceSource({
        staleness,
        pull: (checkpoint) => line.exchange('pullProducts', { checkpoint, limit }),
        read: (product) => ({ ...product, searchName: searchNameOf(product.name) }),
      }),
    }),
  );
  add((staleness) =>
    startPullReplication({
      ...basics,
      identifier: 'operators',
      collection: collections.operators,
      keyOf: (document) => document.operatorId,
      source: createReferenceSource({
        staleness,
        pull: (checkpoint) => line.exchange('pullOperators', { checkpoint, limit }),
        read: (operator) => ({ operatorId: operator.operatorId, operator }),
      }),
    }),
  );
  add((staleness) =>
    startPullReplication({
      ...basics,
      identifier: 'settings',
      collection: collections.settings,
      keyOf: (document) => document.settingId,
      source: createReferenceSource({
        staleness,
        pull: (checkpoint) => line.exchange('pullSettings', { checkpoint, limit }),
        read: (setting) => ({ settingId: setting.settingId, setting }),
      }),
    }),
  );
  return {
    behind: pulls.map((pull) => pull.staleness.behind),
    resync(known) {
      for (const { staleness, replication } of pulls) {
        staleness.mark(known);
        replication.resync();
      }
    },
    async close() {
      await Promise.all(pulls.map((pull) => pull.replication.close()));
    },
  };
}
