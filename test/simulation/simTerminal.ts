import { fail, ok } from '../../src/domain/result.ts';
import type {
  SaleBody,
  SealedTransaction,
  TransactionDraft,
} from '../../src/domain/transaction.ts';
import type { Programme } from '../../src/domain/programme.ts';
import { makeLocalTime } from '../../src/main/clock/localTime.ts';
import { uuidV7Source } from '../../src/main/clock/uuidV7.ts';
import type { ReplicaStorage } from '../../src/replica/storage.ts';
import { terminalKey, type TerminalKey } from './terminalKey.ts';
import type { ChainHead } from '../../src/domain/seal.ts';
import type { SimOffice } from './simOffice.ts';
import type { Customer } from '../../src/renderer/features/identify/customer.ts';
import type { Sync } from '../../src/sync/sync.ts';
import { FaultyFileSystem, type PowerCut } from '../support/faultyFileSystem.ts';
import { sha256Hex } from '../support/ports.ts';
import type { SimTerminalOptions, Visit } from './simTerminalOptions.ts';
import { simHost } from './simHost.ts';
import { redeemAtTill, releaseAtTill, returnAtTill, type Running } from './simSale.ts';
import type { Approved, SoldGoods } from './truth.ts';

const REPLICA_NAME = 'till';

/** Under which key and from where on a terminal's chain goes on. */
interface Enrolment {
  readonly number: number;
  readonly directory: string;
  readonly key: TerminalKey;
  readonly head: ChainHead;
}

/** One terminal: its host with disk and journal, its page with replica and sync. Both die and come back. */
export class SimTerminal {
  readonly terminalId: string;
  disk = new FaultyFileSystem();
  /** How far its clock is off the true time. */
  clockErrorMs = 0;
  readonly #options: SimTerminalOptions;
  #storage: ReplicaStorage;
  #running: Running | null = null;
  /** Which life this is; what an earlier one still awaits has no effect. */
  #life = 0;
  #closing: Promise<unknown> = Promise.resolve();
  #starting: Promise<boolean> | null = null;
  #enrolment: Enrolment;
  #backup: { readonly disk: FaultyFileSystem; readonly sequence: number } | null = null;
  #restored = false;
  /** Its own sales, as its replica would find them. */
  readonly #sales = new Map<string, SaleBody>();

  constructor(options: SimTerminalOptions) {
    this.terminalId = options.terminalId;
    this.#options = options;
    this.#storage = options.lane.memoryReplicaStorage();
    const head = { sequence: 0, hash: '0'.repeat(64) };
    this.#enrolment = { number: 0, directory: '/journal', key: options.key, head };
  }

  get running(): boolean {
    return this.#running !== null;
  }

  get sync(): Sync | null {
    return this.#running?.sync ?? null;
  }

  nowMs(): number {
    return this.#options.time.nowMs() + this.clockErrorMs;
  }

  /** Starts host and page; false where the journal does not open, e.g. on a full disk. One start at a time. */
  start(): Promise<boolean> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #start(): Promise<boolean> {
    if (this.#running !== null) {
      return true;
    }
    const { lane, time, random, network, terminalId } = this.#options;
    const { directory, key, head } = this.#enrolment;
    await this.#closing;
    const life = ++this.#life;
    const alive = (): boolean => life === this.#life;
    const clock = { nowMs: () => this.nowMs() };
    const opened = await lane.openJournal({
      directory,
      fileSystem: this.disk,
      clock,
      clockState: () => ({ offsetMs: -this.clockErrorMs, jumped: false }),
      ids: uuidV7Source(clock, (count) =>
        Uint8Array.from({ length: count }, () => random.next() * 256),
      ),
      sha256Hex,
      sign: (text) => key.sign(text),
      verify: (text, signature) => key.verify(text, signature),
      terminal: { terminalId, store: this.#store() },
      localTime: makeLocalTime(),
      head,
      segmentBytes: 16_384,
    });
    if (!opened.ok || !alive()) {
      this.#options.log(`${terminalId} does not start`);
      return false;
    }
    const journal = opened.value;
    const replica = await lane.createReplica({ name: REPLICA_NAME, storage: this.#storage });
    const host = simHost(lane, {
      ...{ journal, network, clock, alive },
      monotonicMs: () => time.nowMs(),
    });
    const reconciled = await lane.reconcile({
      replica,
      extent: journal.status(),
      readJournal: async (after, limit) => {
        const read = await journal.read(after, limit);
        return read.ok ? ok(read.value) : fail({ message: read.error.message });
      },
    });
    if (!reconciled.ok) {
      await replica.close();
      throw new Error(`${terminalId}: journal and replica differ: ${reconciled.error.code}`);
    }
    const sync = await lane.startSync({
      replica,
      transport: host.transport,
      terminalId,
      clock,
      random,
      timers: { after: (delayMs, callback) => time.after(delayMs, () => alive() && callback()) },
    });
    const data = lane.replicaTillData(replica, () => sync.state.current().phase === 'filling');
    this.#running = { journal, replica, sync, data, host };
    this.#options.log(`${terminalId} runs from sequence ${journal.status().sequence}`);
    return true;
  }

  /** The power fails. */
  crash(cut: PowerCut): void {
    const running = this.#running;
    this.#life += 1;
    this.#running = null;
    this.disk = this.disk.afterPowerCut(cut);
    this.#closing = this.#closing.then(() => closePage(running));
    this.#options.log(`${this.terminalId} loses power (${cut.kind})`);
  }

  /** Resolves once the page of an earlier life has let go of its stores. */
  closed(): Promise<unknown> {
    return this.#closing;
  }

  /** Whether its journal goes on no more because its disk was set back. */
  get isStopped(): boolean {
    return this.#restored && (this.#running?.journal.status().stopped ?? null) !== null;
  }

  /** Keeps a copy of the disk. */
  backUp(): void {
    if (this.#running !== null) {
      const { sequence } = this.#running.journal.status();
      this.#backup = { disk: this.disk.afterPowerCut({ kind: 'kept' }), sequence };
    }
  }

  /** The disk is replaced by its copy, and the page's store with it; what neither the copy nor the ledger has is gone. */
  async restoreBackup(settledSequence: (terminalId: string) => Promise<number>): Promise<void> {
    const { terminalId } = this;
    if (this.#backup === null) {
      return;
    }
    const { disk, sequence } = this.#backup;
    this.#backup = null;
    this.crash({ kind: 'kept' });
    this.disk = disk;
    await this.wipeReplica();
    this.#options.truth.forget(terminalId, Math.max(sequence, await settledSequence(terminalId)));
    this.#restored = true;
    this.#options.log(`${terminalId} is set back to ${sequence}`);
  }

  /** A person enrols the lane anew over the same disk; what the former journal holds is carried over. */
  async enrolAnew(office: SimOffice): Promise<void> {
    const { terminalId } = this;
    const running = this.#running;
    if (running === null) {
      return;
    }
    this.#restored = false;
    const { sequence, startSequence } = running.journal.status();
    const kept = await running.journal.read(startSequence, Math.max(1, sequence - startSequence));
    const number = this.#enrolment.number + 1;
    const key = terminalKey(`${terminalId} ${number}`);
    const head = await office.enrolAnew(terminalId, key.publicKey);
    this.crash({ kind: 'kept' });
    this.#enrolment = { number, directory: `/journal-${number}`, key, head };
    await this.wipeReplica();
    if (kept.ok) {
      await office.carry(terminalId, kept.value);
    }
    this.#options.log(`${terminalId} is enrolled anew from ${head.sequence}`);
    await this.start();
  }

  /** The page's store is gone; the host stays. Only while it is down. */
  async wipeReplica(): Promise<void> {
    await this.#closing;
    await this.#storage.erase(REPLICA_NAME);
    this.#options.log(`${this.terminalId} loses its replica`);
  }

  /** The balance that the till shows, or null where it does not know the card. */
  async shownPoints(cardToken: string): Promise<number | null> {
    const found = await this.#running?.data.memberByToken(cardToken);
    return found?.kind === 'found' ? found.member.balance.shownPoints : null;
  }

  /** Serves a customer, as the cashier and the till would. */
  async serve(visit: Visit): Promise<void> {
    const running = this.#running;
    if (running === null) {
      return;
    }
    const life = this.#life;
    const { lane, time, random } = this.#options;
    const programme = this.#programme(running);
    if (programme === null) {
      return;
    }
    const customer = await this.#identify(running, visit.cardToken);
    if (customer === null || life !== this.#life) {
      return;
    }
    const nowMs = (): number => this.nowMs();
    const redemption = await redeemAtTill(
      this.#options,
      running,
      programme,
      customer,
      visit,
      nowMs,
    );
    if (redemption?.authorisation.kind === 'hold') {
      this.#options.onHold();
    }
    await time.sleep(random.next() * 4000);
    if (life !== this.#life) {
      return;
    }
    const { quantity } = visit;
    const lines = [
      {
        lineNumber: 1,
        productId: null,
        categoryId: 'general',
        description: 'Amount',
        quantity,
        unitPriceMinor: visit.amountMinor,
      },
    ];
    const draft = lane.saleDraft({ programme, operatorId: 'O01', lines, customer, redemption });
    const memberId = this.#options.memberOf(visit.cardToken);
    const { accrualPoints } = draft;
    const redeemedPoints = redemption?.points ?? 0;
    const authority = redemption?.authorisation.kind ?? null;
    const standIn = authority === 'standIn';
    const sealed = await this.#seal(running, draft, {
      memberId,
      what: `sale ${accrualPoints} ${redeemedPoints}`,
      standInPoints: standIn ? redeemedPoints : 0,
    });
    if (sealed === null) {
      return;
    }
    if (standIn) {
      await this.#options.onStandIn(this.terminalId, memberId);
    }
    if (memberId !== null && sealed.body.kind === 'sale') {
      const { transactionId } = sealed.body;
      const { terminalId } = this;
      const goods = {
        transactionId,
        terminalId,
        memberId,
        quantity,
        accrualPoints,
        redeemedPoints,
      };
      this.#options.truth.goods.push({ ...goods, returnedQuantity: 0, returnedAt: null });
      this.#sales.set(transactionId, sealed.body);
    }
  }

  /** Takes pieces of a sale back: by its own knowledge where it sold them, else the ledger finds the sale. */
  async takeBack(sold: SoldGoods, quantity: number): Promise<void> {
    const running = this.#running;
    const { lane } = this.#options;
    const original = this.#sales.get(sold.transactionId);
    const version = original?.programmeVersion;
    const programme = running === null ? null : this.#programme(running, version);
    if (running === null || programme === null) {
      return;
    }
    const draft = returnAtTill(lane, sold, quantity, original ?? null, programme);
    const intent = {
      memberId: sold.memberId,
      what: `return ${sold.transactionId} ${quantity}`,
      standInPoints: 0,
    };
    // What may have come back does not come back again.
    sold.returnedQuantity += quantity;
    sold.returnedAt = this.terminalId;
    const sealed = await this.#seal(running, draft, intent);
    if (sealed === null) {
      // Whether it came back is not known, so that nobody may take more of it back.
      sold.returnedQuantity = sold.quantity;
    }
  }

  /** Seals and keeps a draft as the till does; null where it was not approved or the till died. */
  async #seal(
    running: Running,
    draft: TransactionDraft,
    intent: Pick<Approved, 'memberId' | 'what' | 'standInPoints'>,
  ): Promise<SealedTransaction | null> {
    const life = this.#life;
    const { lane, time, random, truth, log } = this.#options;
    const { terminalId } = this;
    const journal = lane.terminalJournal(running.host.bridge);
    const outcome = await lane.sealSale({ journal, data: running.data }, draft);
    if (life !== this.#life || outcome.kind === 'uncertain') {
      truth.uncertain.push({ terminalId, ...intent });
      return null;
    }
    if (outcome.kind === 'notSealed') {
      log(`${terminalId} does not approve: ${outcome.code}`);
      releaseAtTill(running, draft);
      return null;
    }
    const { body, hash } = outcome.transaction;
    const { transactionId, sequence } = body;
    truth.approved.push({ terminalId, ...intent, transactionId, sequence, hash });
    log(`${terminalId} approved ${body.sequence} ${hash.slice(0, 8)} ${intent.what}`);
    // The power may fail between the journal and the replica.
    await time.sleep(random.next() < 0.5 ? 0 : random.next() * 50);
    if (life === this.#life) {
      await running.data.insertSealed(outcome.transaction);
    }
    return outcome.transaction;
  }

  /** The version that the till goes by now, or the one that is named; null where it has not heard of it. */
  #programme({ replica }: Running, version?: number): Programme | null {
    const known = replica.reference.programmes.current();
    return version === undefined
      ? this.#options.lane.programmeInEffect(known, this.nowMs(), Date.parse)
      : (known.find((one) => one.version === version) ?? null);
  }

  async #identify(running: Running, cardToken: string | null): Promise<Customer | null> {
    if (cardToken === null) {
      return { kind: 'none' };
    }
    const found = await running.data.memberByToken(cardToken);
    switch (found.kind) {
      case 'found':
        return { kind: 'member', member: found.member };
      case 'unknown':
        return { kind: 'unknownCard', cardToken, cardLabel: '•••• 0000' };
      case 'filling':
        return null;
    }
  }

  #store() {
    return {
      storeId: this.#options.storeId,
      name: this.#options.storeId,
      businessDay: { timeZone: 'Europe/Berlin', dayEndMinutes: 0 },
    };
  }
}

async function closePage(running: Running | null): Promise<void> {
  await running?.sync.close();
  await running?.replica.close();
}
