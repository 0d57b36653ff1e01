import {
  getChangedDocumentsSince,
  type RxCollection,
  type RxDocumentData,
} from 'rxdb/plugins/core';
import {
  pageIdOf,
  type MemberPageDocument,
  type PageSlot,
} from '../replica/schemas/memberPages.ts';
import type { MemberSingleDocument } from '../replica/schemas/memberSingles.ts';

/** Documents that are rewritten at once, so that the till stays responsive. */
const CHUNK_SINGLES = 500;
const CHUNK_PAGES = 32;

/**
 * Deletes the singles of earlier generations, for this one's pages and singles have all that they had. `context` marks
 * the writes as the ledger's. Gives how many there were.
 */
export async function dropSinglesBefore(
  collection: RxCollection<MemberSingleDocument>,
  generation: string,
  context: string,
): Promise<number> {
  const { storageInstance } = collection;
  let dropped = 0;
  let checkpoint: unknown;
  for (;;) {
    const chunk = await getChangedDocumentsSince(storageInstance, CHUNK_SINGLES, checkpoint);
    if (chunk.documents.length === 0) {
      break;
    }
    checkpoint = chunk.checkpoint;
    const covered = chunk.documents.filter(
      (document) => !document._deleted && document.generation !== generation,
    );
    dropped += covered.length;
    await rewrite(collection, covered, context, (document) => ({ ...document, _deleted: true }));
  }
  if (dropped > 0) {
    await storageInstance.cleanup(0);
  }
  return dropped;
}

/** Empties the pages of a slot that is no longer read: what they held is gone and the disk is free. */
export async function emptySlot(
  collection: RxCollection<MemberPageDocument>,
  { slot, bits }: { readonly slot: PageSlot; readonly bits: number },
  context: string,
): Promise<void> {
  for (let first = 0; first < 2 ** bits; first += CHUNK_PAGES) {
    const length = Math.min(CHUNK_PAGES, 2 ** bits - first);
    const ids = Array.from({ length }, (_, offset) => pageIdOf(slot, first + offset));
    const pages = await collection.storageInstance.findDocumentsById(ids, false);
    const full = pages.filter((page) => page.count > 0);
    const empty = { rows: '[]', count: 0, generation: '' };
    await rewrite(collection, full, context, (page) => ({ ...page, ...empty }));
  }
}

async function rewrite<Document>(
  collection: RxCollection<Document>,
  documents: readonly RxDocumentData<Document>[],
  context: string,
  change: (document: RxDocumentData<Document>) => RxDocumentData<Document>,
): Promise<void> {
  if (documents.length > 0) {
    const rows = documents.map((previous) => ({ previous, document: change(previous) }));
    // A document that the ledger changed meanwhile is newer and stays: RxDB reports it, and there is nothing to do.
    await collection.storageInstance.bulkWrite(rows, context);
  }
}
