import { createObserved } from '../replica/observed.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createLedgerLine } from './ledgerLine.ts';
import { startFill, startFillIfEmpty } from './pageFill.ts';
import { createAccountsSource } from './pullAccounts.ts';
import { createPagesSource } from './pullPages.ts';
import { startPullReplication, type PullReplicationBasics } from './pullReplication.ts';
import { startPushReplication } from './pushReplication.ts';
import { createPusher } from './pushTransactions.ts';
import { createStaleness } from './staleness.ts';
import { startExceptionPull } from './startExceptionPull.ts';
import { startReferencePulls } from './startReferencePulls.ts';
import { startLeases } from './startLeases.ts';
import { createStateView } from './stateView.ts';
import type { Sync, SyncOptions } from './sync.ts';
import type { FillProgress, SyncProblem } from './syncState.ts';
import { platformTimers } from './timers.ts';

/** How often the replica asks without being told; a fifth of it random, so that terminals do not ask in chorus. */
const SAFETY_PULL_MS = 60_000;
/** After a break the stream says what was missed; where it says nothing for so long, everything is asked for. */
const STREAM_PATIENCE_MS = 2000;
/** How often at most it is stored that the replica is in step. */
const STORE_IN_STEP_MS = 5000;

/**
 * Starts the replication between `replica` and the ledger: RxDB replications that pull pages, single accounts and
 * reference data, and push the terminal's transactions in sequence. Runs until it is closed; trouble is shown in the
 * state, never thrown.
 */
export async function startSync(options: SyncOptions): Promise<Sync> {
  const { replica, transport, terminalId, clock, random } = options;
  const timers = options.timers ?? platformTimers;
  const { collections, state } = replica;
  await startFillIfEmpty(state);

  const line = createLedgerLine(transport, timers, random);
  const pusher = createPusher(replica, line);
  const staleness = createStaleness();
  const fill = createObserved<FillProgress | null>(null);
  const storeFault = createObserved<SyncProblem | null>(null);
  const lastInStepAtMs = createObserved(state.current().lastInStepAtMs);
  const asOf = createObserved(state.current().asOf);

  const basics: PullReplicationBasics = {
    terminalId,
    timers,
    random,
    onStoreFault(message) {
      storeFault.set(message === null ? null : { kind: 'replica', code: 'replica', message });
    },
  };
  const refill = async () => {
    await startFill(state);
    pages.resync();
  };
  const pages = startPullReplication({
    ...basics,
    identifier: 'pages',
    collection: collections.memberPages,
    keyOf: (page) => page.pageId,
    source: createPagesSource({
      line,
      state,
      onProgress: (progress) => fill.set(progress),
      onComplete() {
        staleness.mark(true);
        singles.resync();
      },
    }),
  });
  const singles = startPullReplication({
    ...basics,
    identifier: 'accounts',
    collection: collections.memberSingles,
    keyOf: (single) => single.cardToken,
    source: createAccountsSource({
      line,
      state,
      staleness,
      nowMs: () => clock.nowMs(),
      onRefill: refill,
      async onCaughtUp(generation, askedAtMs, ledgerAsOf) {
        lastInStepAtMs.set(askedAtMs);
        asOf.set(ledgerAsOf);
        const stored = state.current().lastInStepAtMs;
        if (stored === null || Math.abs(askedAtMs - stored) >= STORE_IN_STEP_MS) {
          await state.update(() => ({ lastInStepAtMs: askedAtMs, asOf: ledgerAsOf }));
        }
        await housekeeping.afterCaughtUp(generation);
      },
    }),
  });
  const housekeeping = createHousekeeping(replica, {
    pagesContext: () => pages.ledgerWriteContext(),
    singlesContext: () => singles.ledgerWriteContext(),
    refill,
  });
  const reference = startReferencePulls(basics, line, collections);
  const exceptions = startExceptionPull(basics, line, collections.exceptions);
  const leases = startLeases(replica, line, clock, basics.onStoreFault);
  const push = startPushReplication(terminalId, collections.transactions, pusher);

  const view = createStateView({
    replica,
    line,
    pushProblem: pusher.problem,
    quarantined: pusher.quarantined,
    storeFault,
    fill,
    lastInStepAtMs,
    asOf,
    behind: [staleness.behind, ...reference.behind],
  });

  const pullAccounts = (known: boolean) => {
    staleness.mark(known);
    singles.resync();
  };
  const everything = (known: boolean) => {
    pusher.push();
    pullAccounts(known);
    reference.resync(known);
    exceptions.resync(known);
    void leases.exchange();
  };

  let cancelSafetyPull: () => void = () => undefined;
  const planSafetyPull = () => {
    const delayMs = Math.round(SAFETY_PULL_MS * (0.8 + random.next() * 0.4));
    cancelSafetyPull = timers.after(delayMs, () => {
      everything(false);
      planSafetyPull();
    });
  };
  planSafetyPull();
  pusher.push();
  // The stream may have said all that it has to say before this page was there.
  void leases.exchange();
  let cancelCatchUp: () => void = () => undefined;

  const stops = [
    transport.onChanged((topics) => {
      cancelCatchUp();
      if (topics.length === 0) {
        // The stream is back and nothing was missed: one short answer says as of when.
        pullAccounts(false);
      }
      if (topics.includes('accounts') || topics.includes('pages')) {
        pullAccounts(true);
      }
      if (topics.includes('reference')) {
        reference.resync(true);
      }
      if (topics.includes('exceptions')) {
        exceptions.resync(true);
      }
      if (topics.includes('leases')) {
        void leases.exchange();
      }
    }),
    line.online.subscribe(() => {
      cancelCatchUp();
      if (line.online.current()) {
        pusher.push();
        void leases.exchange();
        staleness.mark(true);
        cancelCatchUp = timers.after(STREAM_PATIENCE_MS, () => everything(true));
      }
    }),
    replica.transactions.onInserted(() => pusher.push()),
    replica.members.damage.subscribe(() => {
      if (replica.members.damage.current() !== null && state.current().filling === null) {
        refill().catch(() => basics.onStoreFault('The state of the replica cannot be written.'));
      }
    }),
  ];

  return {
    state: view.state,
    syncNow() {
      line.wake();
      everything(true);
    },
    refill,
    async close() {
      for (const stop of stops) {
        stop();
      }
      cancelSafetyPull();
      cancelCatchUp();
      leases.close();
      line.close();
      view.close();
      await Promise.all([
        pages.close(),
        singles.close(),
        reference.close(),
        exceptions.close(),
        push.close(),
      ]);
    },
  };
}
