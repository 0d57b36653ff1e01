import { Dexie } from 'dexie';
import PouchDB from 'pouchdb-browser';
import { decodeMemberRows, pageIndexOf } from '../../../src/domain/memberPage.ts';
import type { MemberRecord } from '../../../src/domain/member.ts';
import { createReplica } from '../../../src/replica/createReplica.ts';
import { dexieReplicaStorage } from '../../../src/replica/dexieStorage.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import { pageIdOf } from '../../../src/replica/schemas/memberPages.ts';
import { createHostTransport } from '../../../src/sync/hostTransport.ts';
import { startSync } from '../../../src/sync/startSync.ts';
import type {
  BalanceListFigures,
  FirstFillFigures,
  LookUpFigures,
  Percentiles,
  RatePerSecond,
} from '../figures.ts';
import { durationsOf, percentile } from '../percentiles.ts';
import { measureBalanceList } from './balanceListBench.ts';

declare global {
  interface Window {
    readonly benchFirstFill: () => Promise<FirstFillFigures>;
    readonly benchLookUp: (lookUps: number) => Promise<LookUpFigures>;
    readonly benchBalanceList: (rounds: number) => Promise<BalanceListFigures>;
  }
}

const opened: { replica: Replica | null; readonly tokens: string[] } = {
  replica: null,
  tokens: [],
};

/** Fills a new replica; the one of the round before is closed and its databases are erased. */
async function fillReplica(round: number): Promise<RatePerSecond> {
  await opened.replica?.close();
  await dexieReplicaStorage().erase(`bench-${round - 1}`);
  const replica = await createReplica({ name: `bench-${round}`, storage: dexieReplicaStorage() });
  opened.replica = replica;
  const startMs = performance.now();
  const sync = await startSync({
    replica,
    terminalId: 'bench',
    clock: { nowMs: () => Date.now() },
    random: { next: () => Math.random() },
    transport: createHostTransport({
      exchange: async (operation, payload) => {
        const query = new URLSearchParams({ operation, payload: JSON.stringify(payload) });
        const answered = await fetch(`/ledger?${query.toString()}`);
        const answer: unknown = await answered.json();
        return { ok: true, value: answer };
      },
      onChanged: () => () => undefined,
      onConnection(listener) {
        listener(true);
        return () => undefined;
      },
    }),
  });
  await new Promise<void>((resolve) => {
    const stop = replica.state.subscribe(() => {
      if (replica.state.current().generation !== null) {
        stop();
        resolve();
      }
    });
  });
  const ms = performance.now() - startMs;
  await sync.close();
  return rate(replica.state.current().generation?.totalCards ?? 0, ms);
}

async function readRecords(replica: Replica): Promise<MemberRecord[]> {
  const pages = await replica.collections.memberPages.find().exec();
  return pages.flatMap((page) => {
    const decoded = decodeMemberRows(page.rows);
    return decoded.ok ? decoded.value : [];
  });
}

function rate(members: number, ms: number): RatePerSecond {
  return { members, ms, perSecond: Math.round((members * 1000) / ms) };
}

/** As many at once as serves the library well; both got the same. */
const AT_ONCE = 1000;

async function bulkPut(records: readonly MemberRecord[]): Promise<number> {
  const database = new Dexie('bench-raw', { chromeTransactionDurability: 'strict' });
  database.version(1).stores({ members: 'cardToken' });
  await database.open();
  const startMs = performance.now();
  for (let first = 0; first < records.length; first += AT_ONCE) {
    await database.table('members').bulkPut(records.slice(first, first + AT_ONCE));
  }
  const ms = performance.now() - startMs;
  await database.delete();
  return ms;
}

async function bulkDocs(records: readonly MemberRecord[]): Promise<number> {
  const database = new PouchDB('bench-pouch', { auto_compaction: true });
  const startMs = performance.now();
  for (let first = 0; first < records.length; first += AT_ONCE) {
    const documents = records.slice(first, first + AT_ONCE);
    await database.bulkDocs(documents.map((record) => ({ _id: record.cardToken, ...record })));
  }
  const ms = performance.now() - startMs;
  await database.destroy();
  return ms;
}

/** PouchDB is slow enough that a part shows its rate. */
const POUCH_PART = 10_000;

/** Replication and raw Dexie take turns, so that what else the machine does meets both. Odd: a median is one of them. */
const ROUNDS = 3;

async function benchFirstFill(): Promise<FirstFillFigures> {
  const replications: RatePerSecond[] = [];
  const raws: RatePerSecond[] = [];
  let records: MemberRecord[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    replications.push(await fillReplica(round));
    records = opened.replica === null ? [] : await readRecords(opened.replica);
    raws.push(rate(records.length, await bulkPut(records)));
  }
  opened.tokens.push(...records.map((record) => record.cardToken));
  const part = records.slice(0, POUCH_PART);
  const pouch = rate(part.length, await bulkDocs(part));
  const replication = medianRate(replications);
  return {
    rounds: ROUNDS,
    replication,
    firstRound: replications[0] ?? replication,
    dexie: medianRate(raws),
    pouch,
    ratioToDexie: percentile(
      replications.map(({ perSecond }, round) => perSecond / (raws[round]?.perSecond ?? NaN)),
      0.5,
    ),
    ratioToPouch: replication.perSecond / pouch.perSecond,
  };
}

function medianRate(rates: readonly RatePerSecond[]): RatePerSecond {
  const median = percentile(
    rates.map(({ perSecond }) => perSecond),
    0.5,
  );
  return rates.find(({ perSecond }) => perSecond === median) ?? rate(0, NaN);
}

/** Puts a record of a page's size under as many keys as there are pages, without any library. */
async function openBare(pages: readonly { readonly key: string; readonly rows: string }[]) {
  const request = indexedDB.open('bench-bare', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('pages', { keyPath: 'key' });
  };
  const database = await settled(request);
  const transaction = database.transaction('pages', 'readwrite');
  for (const page of pages) {
    transaction.objectStore('pages').put(page);
  }
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  return database;
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('IndexedDB failed'));
  });
}

function figuresOf(samplesMs: readonly number[]): Percentiles {
  const { p50, p99 } = durationsOf(samplesMs);
  return { p50Ms: p50, p99Ms: p99 };
}

async function benchLookUp(lookUps: number): Promise<LookUpFigures> {
  const { replica, tokens } = opened;
  const generation = replica?.state.current().generation ?? null;
  if (replica === null || generation === null) {
    throw new Error('run the first fill before');
  }
  const pages = await replica.collections.memberPages.find().exec();
  const bare = await openBare(pages.map((page) => ({ key: page.pageId, rows: page.rows })));
  const own: number[] = [];
  const read: number[] = [];
  for (let turn = 0; turn < lookUps; turn += 1) {
    const token = tokens[Math.floor(Math.random() * tokens.length)] ?? '';
    const key = pageIdOf(generation.slot, pageIndexOf(token, generation.bits));
    const startMs = performance.now();
    await settled(bare.transaction('pages').objectStore('pages').get(key));
    const middleMs = performance.now();
    const view = await replica.members.memberByToken(token);
    const endMs = performance.now();
    if (view?.cardToken !== token) {
      throw new Error('a member was not found');
    }
    read.push(middleMs - startMs);
    own.push(endMs - middleMs);
  }
  bare.close();
  const lookUp = figuresOf(own);
  const bareRead = figuresOf(read);
  return {
    members: tokens.length,
    lookUp,
    bareRead,
    ratioP50: lookUp.p50Ms / bareRead.p50Ms,
    ratioP99: lookUp.p99Ms / bareRead.p99Ms,
  };
}

async function benchBalanceList(rounds: number): Promise<BalanceListFigures> {
  if (opened.replica === null) {
    throw new Error('run the first fill before');
  }
  return await measureBalanceList(opened.replica, rounds);
}

Object.assign(window, { benchFirstFill, benchLookUp, benchBalanceList });
