import type { Clock, IdSource, RandomSource } from '../../domain/ports.ts';
import { programmeInEffect, type Programme } from '../../domain/programme.ts';
import { fail, ok } from '../../domain/result.ts';
import type { Enrolment, TerminalDescription } from '../../ipc/channels/terminal.ts';
import type { HostBridge } from '../../ipc/contract.ts';
import { createReplica } from '../../replica/createReplica.ts';
import { createObserved } from '../../replica/observed.ts';
import type { Replica } from '../../replica/replica.ts';
import type { ReplicaStorage } from '../../replica/storage.ts';
import { createHostTransport } from '../../sync/hostTransport.ts';
import { reconcile } from '../../sync/reconcile.ts';
import { startSync } from '../../sync/startSync.ts';
import { approveSale } from '../features/approve/approval.ts';
import { createReaderSetupStore } from '../features/devices/readerSetupStore.ts';
import { createExceptionDesk } from '../features/exceptions/exceptionDesk.ts';
import { createInterception } from '../features/identify/interception.ts';
import { createReadHandler } from '../features/identify/readHandler.ts';
import { lastReceipt } from '../features/receipt/lastReceipt.ts';
import { readOfflineRights } from '../features/redeem/offlineRights.ts';
import { createHoldDesk } from '../features/redeem/holdDesk.ts';
import { replicaBook } from '../features/training/salesBook.ts';
import { openTrainingBook } from '../features/training/trainingBook.ts';
import { trainingHoldDesk } from '../features/training/trainingHoldDesk.ts';
import { trainingTillData } from '../features/training/trainingTillData.ts';
import { createSaleStore } from '../stores/saleStore.ts';
import { createSessionStore } from '../stores/sessionStore.ts';
import type { TillData } from '../stores/tillData.ts';
import { followMember } from '../stores/followMember.ts';
import { followCategories } from './followCategories.ts';
import { hostLedger } from './hostLedger.ts';
import { replicaTillData } from './replicaTillData.ts';
import type { HostStores, Terminal } from './terminal.ts';

/** What the outside lends to the application. `sleep` resolves after so many milliseconds. */
export interface OutsideWorld {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: RandomSource;
  readonly sleep: (durationMs: number) => Promise<void>;
  readonly storage: ReplicaStorage;
}

/** How often it is looked whether another version of the programme has come into effect. */
const PROGRAMME_INTERVAL_MS = 30_000;

/** Opens the replica, brings it what the journal has, starts sync, and composes what the screens work with. */
export async function openTerminal(
  bridge: HostBridge,
  outside: OutsideWorld,
  stores: HostStores,
  description: TerminalDescription,
  enrolment: Enrolment,
): Promise<Terminal> {
  const { clock, ids, random, sleep, storage } = outside;
  void stores.chainRules.getState().refresh();
  const name = `till-${description.profileId.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}`;
  const replica = await createReplica({ name, storage });
  await reconcileWithJournal(bridge, replica, stores);
  const transport = createHostTransport(hostLedger(bridge));
  const { terminalId } = enrolment;
  const sync = await startSync({ replica, transport, terminalId, clock, random });
  const programme = followProgramme(replica, clock);
  const session = createSessionStore(bridge, clock);
  const { training } = description;
  const sold = replicaTillData(replica, () => sync.state.current().phase === 'filling');
  const { book, data } = training
    ? await practice(bridge, sold)
    : { book: replicaBook(replica, bridge), data: sold };
  const sale = createSaleStore({
    holds: training ? trainingHoldDesk(ids) : createHoldDesk({ transport, ids, sleep }),
    ...(training
      ? {}
      : {
          offlineRights: (programme: Programme, memberId: string) =>
            readOfflineRights(replica, programme, memberId, clock.nowMs()),
        }),
    dropOverride: () => void bridge.request('operators.dropOverride', {}),
    notices: stores.notices,
    programme: () => programme.current(),
    online: () => training || stores.connection.getState().connection.status === 'online',
    stalenessMs: () => {
      const lastAtMs = sync.state.current().lastInStepAtMs;
      return lastAtMs === null ? Number.POSITIVE_INFINITY : clock.nowMs() - lastAtMs;
    },
  });
  const signedOn = () => session.getState().operator !== null;
  const interception = createInterception();
  const reads = createReadHandler({
    sale,
    notices: stores.notices,
    data,
    signedOn,
    intercept: (outcome) => interception.take(outcome),
    currency: () => programme.current()?.currency ?? null,
  });
  const readerSetup = createReaderSetupStore(bridge, stores.settings);
  // A page that was reloaded while readers were set up never told the host that it stopped looking: no sale would hear a read.
  void bridge.request('devices.observe', { observing: false, cardFormats: [] });
  bridge.on('devices.read', ({ outcome }) => {
    // A read that was under way when the screen opened is no sale's either.
    if (!readerSetup.getState().open) {
      void reads.handle(outcome);
    }
  });
  followMember(sale, data);
  whenHostReturns(stores, () => {
    void reconcileWithJournal(bridge, replica, stores);
    void stores.chainRules.getState().refresh();
    sync.syncNow();
  });
  const operatorId = () => session.getState().operator?.operatorId ?? null;
  const approval = {
    journal: book.journal,
    data,
    sale,
    programme: () => programme.current(),
    operatorId,
    sleep,
  };
  return {
    ...stores,
    description,
    enrolment,
    bridge,
    clock,
    replica,
    book,
    sync,
    session,
    sale,
    reads,
    interception,
    exceptionDesk: createExceptionDesk(transport),
    readerSetup,
    programme,
    categories: followCategories(replica.reference),
    lastReceipt: () => lastReceipt({ latest: (limit) => book.latest(limit), data }),
    approve: () => approveSale(approval),
  };
}

async function practice(bridge: HostBridge, sold: TillData) {
  const book = await openTrainingBook(bridge);
  return { book, data: trainingTillData(sold, book) };
}

async function reconcileWithJournal(
  bridge: HostBridge,
  replica: Replica,
  stores: HostStores,
): Promise<void> {
  const [newest] = await replica.transactions.latest(1);
  if (newest !== undefined) {
    const { body, hash } = newest;
    await bridge.request('journal.witness', { sequence: body.sequence, hash });
  }
  const status = await bridge.request('journal.status', {});
  const done = await reconcile({
    replica,
    ...(status.ok ? { extent: status.value } : {}),
    readJournal: async (afterSequence, limit) => {
      const answer = await bridge.request('journal.read', { afterSequence, limit });
      return answer.ok ? ok(answer.value.transactions) : fail(answer.error);
    },
  });
  stores.host.setState({ journalFault: done.ok ? null : done.error.message });
}

function followProgramme(replica: Replica, clock: Clock) {
  const { programmes } = replica.reference;
  const inEffect = () => programmeInEffect(programmes.current(), clock.nowMs(), Date.parse);
  const observed = createObserved<Programme | null>(inEffect());
  programmes.subscribe(() => observed.set(inEffect()));
  setInterval(() => observed.set(inEffect()), PROGRAMME_INTERVAL_MS);
  return observed;
}

function whenHostReturns({ host, connection, devices }: HostStores, then: () => void): void {
  host.subscribe((state, before) => {
    if (state.reachable && !before.reachable) {
      void connection.getState().refresh();
      void devices.getState().refresh();
      then();
    }
  });
}
