import type { PullSource } from './pullReplication.ts';
import type { Staleness } from './staleness.ts';

/** Where the pull of a reference collection is. */
export interface ReferenceCheckpoint {
  /** The ledger's own checkpoint. */
  readonly ledger: string;
}

/** A reference answer, whatever the collection. */
interface ReferenceAnswer<Wire> {
  readonly documents: readonly { readonly document: Wire; readonly removed: boolean }[];
  readonly checkpoint: string;
  readonly more: boolean;
}

/** The source of one reference collection; `read` makes the replica's document of the ledger's. */
export function createReferenceSource<Wire, Document>(options: {
  readonly staleness: Staleness;
  readonly pull: (checkpoint: string | null) => Promise<ReferenceAnswer<Wire>>;
  readonly read: (document: Wire) => Document;
}): PullSource<Document, ReferenceCheckpoint> {
  const { staleness } = options;
  return {
    async next(checkpoint) {
      let ledger = checkpoint?.ledger ?? null;
      while (staleness.isStale()) {
        const asked = staleness.ask();
        const answer = await options.pull(ledger);
        ledger = answer.checkpoint;
        asked.answered(answer.more);
        if (answer.documents.length > 0) {
          const documents = answer.documents.map(({ document, removed }) => ({
            ...options.read(document),
            _deleted: removed,
          }));
          return { documents, checkpoint: { ledger } };
        }
      }
      return { documents: [], checkpoint };
    },
  };
}
