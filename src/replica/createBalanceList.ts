import { getChangedDocumentsSince } from 'rxdb/plugins/core';
import { decodeMemberRows } from '../domain/memberPage.ts';
import { memberDeltaPoints, type SealedTransaction } from '../domain/transaction.ts';
import type { BalanceList, BalanceListProgress } from './balanceList.ts';
import { createBalanceTable, type BalanceTable } from './balanceTable.ts';
import { createObserved } from './observed.ts';
import type { Replica } from './replica.ts';
import { pageIdOf } from './schemas/memberPages.ts';
import type { MemberSingleDocument } from './schemas/memberSingles.ts';
import type { PageGeneration } from './schemas/state.ts';

/** What is read at once, so that the till stays responsive. */
const PAGES_AT_ONCE = 4;
const DOCUMENTS_AT_ONCE = 500;
/** So many cards that were read are put in their place, or half of all where that is more: none is moved often. */
const SETTLED_AT_ONCE = 2000;
/** Fewer changes than this a query settles by itself. */
const SETTLED_BY_QUERY = 100;

/**
 * Reads all members of `replica` into memory, piece by piece, and follows their changes and the terminal's own
 * transactions until it is closed. A new generation of pages is read beside the old and then takes its place.
 */
export function createBalanceList(replica: Replica): BalanceList {
  const { collections, state, transactions } = replica;
  let table = createBalanceTable();
  let generation: PageGeneration | null = null;
  let closed = false;
  const progress = createObserved<BalanceListProgress>({
    pagesRead: 0,
    pages: 0,
    unreadablePages: 0,
    complete: false,
    version: 0,
  });
  const report = (change: Partial<BalanceListProgress>) => {
    const before = progress.current();
    progress.set({ ...before, ...change, version: before.version + 1 });
  };

  /** Tables that follow changes: the one that is shown, and one that is being read. */
  const following = new Set<BalanceTable>([table]);
  const takeSingle = (target: BalanceTable, of: PageGeneration, single: MemberSingleDocument) =>
    target.upsert(single, single.removed, single.generation === of.generation);
  const takeTransactions = (target: BalanceTable, sealed: readonly SealedTransaction[]) => {
    for (const { body } of sealed) {
      if (body.member?.kind === 'member') {
        target.addTransaction(body.member.memberId, body.sequence, memberDeltaPoints(body));
      }
    }
  };

  const settle = async (target: BalanceTable): Promise<void> => {
    const steps = target.settling();
    while (steps.next().done !== true && !closed) {
      await nextTask();
    }
    steps.return();
  };
  const settleUntil = async (target: BalanceTable, isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) {
      await settle(target);
      await nextTask();
    }
  };

  const read = async (of: PageGeneration, target: BalanceTable): Promise<void> => {
    const isObsolete = () => closed || generation?.generation !== of.generation;
    const pages = 2 ** of.bits;
    let unreadablePages = 0;
    let cardsRead = 0;
    let lowestApplied = Number.MAX_SAFE_INTEGER;
    for (let first = 0; first < pages && !isObsolete(); first += PAGES_AT_ONCE) {
      const length = Math.min(PAGES_AT_ONCE, pages - first);
      const ids = Array.from({ length }, (_, offset) => pageIdOf(of.slot, first + offset));
      const found = await collections.memberPages.storageInstance.findDocumentsById(ids, false);
      for (const { rows, asOf, appliedSequence } of found) {
        lowestApplied = Math.min(lowestApplied, appliedSequence);
        const decoded = decodeMemberRows(rows);
        unreadablePages += decoded.ok ? 0 : 1;
        for (const record of decoded.ok ? decoded.value : []) {
          target.upsert({ ...record, asOf, appliedSequence }, false, false);
        }
      }
      cardsRead += found.reduce((sum, page) => sum + page.count, 0);
      if (target.pending() >= Math.max(SETTLED_AT_ONCE, cardsRead / 2)) {
        await settle(target);
        report({});
      }
      progress.set({ ...progress.current(), pagesRead: first + length, pages, unreadablePages });
      await nextTask();
    }
    await readSingles(of, target, isObsolete);
    await readTransactions(
      Math.min(lowestApplied, Number.MAX_SAFE_INTEGER - 1),
      target,
      isObsolete,
    );
    await settleUntil(target, () => target.pending() === 0 || isObsolete());
    if (!isObsolete()) {
      following.delete(table);
      following.add(target);
      table = target;
      report({ complete: true });
    }
  };

  const readSingles = async (
    of: PageGeneration,
    target: BalanceTable,
    isObsolete: () => boolean,
  ): Promise<void> => {
    let checkpoint: unknown;
    while (!isObsolete()) {
      const { storageInstance } = collections.memberSingles;
      const chunk = await getChangedDocumentsSince(storageInstance, DOCUMENTS_AT_ONCE, checkpoint);
      if (chunk.documents.length === 0) {
        return;
      }
      checkpoint = chunk.checkpoint;
      for (const single of chunk.documents) {
        if (!single._deleted) {
          takeSingle(target, of, single);
        }
      }
      await nextTask();
    }
  };

  const readTransactions = async (
    above: number,
    target: BalanceTable,
    isObsolete: () => boolean,
  ): Promise<void> => {
    let sequence = above;
    while (!isObsolete()) {
      const chunk = await transactions.above(sequence, DOCUMENTS_AT_ONCE);
      takeTransactions(target, chunk);
      const last = chunk.at(-1);
      if (last === undefined) {
        return;
      }
      sequence = last.body.sequence;
      await nextTask();
    }
  };

  /** Few changes settle when they are queried; many do so before they are told. */
  const settleAndReport = () => {
    const target = table;
    const isEnough = () => closed || target.pending() < SETTLED_BY_QUERY;
    settleUntil(target, isEnough)
      // Comparing rows cannot fail; a defect must not end the till.
      .catch(() => undefined)
      .finally(() => report({}));
  };

  const startReading = () => {
    const present = state.current().generation;
    if (present === null || present.generation === generation?.generation) {
      return;
    }
    const isFirst = generation === null;
    generation = present;
    // The first reading is shown as it goes; a later one takes its predecessor's place when it is complete.
    const target = isFirst ? table : createBalanceTable();
    following.add(target);
    read(present, target)
      // A store that cannot be read is reported by the replica's health; the list stays as far as it came.
      .catch(() => undefined)
      .finally(() => {
        if (target !== table) {
          following.delete(target);
        }
      });
  };

  const singlesSubscription = collections.memberSingles.storageInstance
    .changeStream()
    .subscribe((bulk) => {
      for (const { documentData } of bulk.events) {
        if (generation !== null && !documentData._deleted) {
          for (const target of following) {
            takeSingle(target, generation, documentData);
          }
        }
      }
      settleAndReport();
    });
  const stops = [
    () => singlesSubscription.unsubscribe(),
    state.subscribe(startReading),
    transactions.onInserted((sealed) => {
      for (const target of following) {
        takeTransactions(target, sealed);
      }
      settleAndReport();
    }),
  ];
  startReading();

  return {
    progress,
    query: (query) => table.query(query),
    close() {
      closed = true;
      for (const stop of stops) {
        stop();
      }
      following.clear();
      table = createBalanceTable();
    },
  };
}

/** Lets input and painting go first. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
