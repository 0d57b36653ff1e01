import { expect } from 'vitest';
import { shownBalance } from '../../src/domain/balance.ts';
import type { Replica } from '../../src/replica/replica.ts';
import type { Sync } from '../../src/sync/sync.ts';
import type { ModelLedger } from './modelLedger.ts';
import {
  kitTimers,
  openReplica,
  startKitSync,
  type KitJournal,
  type KitTimers,
} from './replicaKit.ts';
import { waitUntil } from './waitUntil.ts';

/** A running sync of a test. */
export interface OpenSync {
  readonly replica: Replica;
  readonly sync: Sync;
  readonly timers: KitTimers;
}

/** Opens syncs for one test file and closes them. RxDB opens 13 collections a process: one replica at a time. */
export function syncBench() {
  const closers: (() => Promise<void>)[] = [];
  return {
    open: async (ledger: ModelLedger, replica?: Replica): Promise<OpenSync> => {
      const timers = kitTimers();
      const opened = replica ?? (await openReplica());
      const sync = await startKitSync(opened, ledger.transport, timers);
      closers.push(() => opened.close());
      closers.push(() => sync.close());
      return { replica: opened, sync, timers };
    },
    closeAll: async (): Promise<void> => {
      for (const close of closers.splice(0).reverse()) {
        await close();
      }
    },
  };
}

/** Waits until everything is pushed and pulled. */
export async function inStep(sync: Sync): Promise<void> {
  await waitUntil('sync in step', () => {
    const { phase, lastInStepAtMs } = sync.state.current();
    return phase === 'inStep' && lastInStepAtMs !== null;
  });
}

/** Waits until the ledger has acknowledged everything. */
export async function pushed(sync: Sync): Promise<void> {
  await waitUntil('the push', () => sync.state.current().pendingTransactions === 0);
}

/** A sale to `memberId`, journaled and in the replica. */
export async function sell(replica: Replica, journal: KitJournal, memberId: string): Promise<void> {
  const kept = await replica.transactions.insert([journal.sell({ memberId })]);
  expect(kept).toMatchObject({ ok: true });
}

/** How often the ledger was asked for `operation`. */
export const asked = (ledger: ModelLedger, operation: string): number =>
  ledger.asked.filter((one) => one.operation === operation).length;

/** The balance that the till shows for the ledger's member of this number. */
export async function shown(replica: Replica, ledger: ModelLedger, index: number): Promise<number> {
  const { cardToken = '' } = ledger.members[index] ?? {};
  const view = await replica.members.memberByToken(cardToken);
  if (view === null) {
    throw new Error(`member ${index} is not known`);
  }
  const { memberId, appliedSequence } = view;
  const own = await replica.transactions.ownTransactionsAbove(memberId, appliedSequence);
  return shownBalance(view, own).shownPoints;
}
