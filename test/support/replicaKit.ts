import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { nextBody, transactionHash, GENESIS_HEAD, type ChainHead } from '../../src/domain/seal.ts';
import type {
  SaleBodyFormat2,
  SealedTransaction,
  TransactionMember,
} from '../../src/domain/transaction.ts';
import { createReplica } from '../../src/replica/createReplica.ts';
import { dexieReplicaStorage } from '../../src/replica/dexieStorage.ts';
import { memoryReplicaStorage } from '../../src/replica/memoryStorage.ts';
import type { Replica } from '../../src/replica/replica.ts';
import type { ReplicaStorage } from '../../src/replica/storage.ts';
import { startSync } from '../../src/sync/startSync.ts';
import type { Sync } from '../../src/sync/sync.ts';
import type { Timers } from '../../src/sync/timers.ts';
import type { LedgerTransport } from '../../src/sync/transport.ts';
import { seededRandom, sha256Hex } from './ports.ts';
import { saleDraft, UNMEASURED_CLOCK } from './transactionDrafts.ts';

/** Every kind of storage that a replica runs on, each call with stores of its own. */
export const storageKinds: readonly (readonly [string, () => ReplicaStorage])[] = [
  ['memory', memoryReplicaStorage],
  ['Dexie', () => dexieReplicaStorage({ indexedDB: new IDBFactory(), IDBKeyRange })],
];

/** A name that no other replica of the process has. */
export function freshName(): string {
  return `replica-${crypto.randomUUID()}`;
}

/** Opens a replica, by default a new one in memory. */
export async function openReplica(
  storage: ReplicaStorage = memoryReplicaStorage(),
  name: string = freshName(),
): Promise<Replica> {
  return await createReplica({ name, storage });
}

/** What a sale in a test is about. */
export interface KitSale {
  readonly memberId?: string;
  readonly cardToken?: string;
  readonly accrualPoints?: number;
  readonly redemptionPoints?: number;
}

/** A journal of one terminal that seals without a signature. */
export class KitJournal {
  readonly sealed: SealedTransaction[] = [];
  head: ChainHead = GENESIS_HEAD;

  sell(sale: KitSale = {}): SealedTransaction<SaleBodyFormat2> {
    const { memberId, cardToken = '5'.repeat(32), redemptionPoints = 0 } = sale;
    const member: TransactionMember | null =
      memberId === undefined ? null : { kind: 'member', memberId, cardToken };
    const authorisation = {
      kind: 'standIn',
      floorLimitPoints: 100,
      confirmedPoints: 0,
      asOf: '2026-01-01T00:00:00.000Z',
    } as const;
    const draft = {
      ...saleDraft(1000),
      member,
      accrualPoints: sale.accrualPoints ?? 10,
      redemption:
        redemptionPoints === 0 ? null : { points: redemptionPoints, valueMinor: 1, authorisation },
    };
    const body = nextBody(draft, {
      terminalId: 'T1',
      storeId: 'S1',
      head: this.head,
      uuid: crypto.randomUUID(),
      occurredAt: '2026-11-22T09:30:00.000Z',
      businessDate: '2026-11-22',
      clock: UNMEASURED_CLOCK,
    });
    const hash = transactionHash(body, sha256Hex);
    this.head = { sequence: body.sequence, hash };
    const sealed = { body, hash, signature: '' };
    this.sealed.push(sealed);
    return sealed;
  }
}

/** Timers for tests: short waits are over at once, long ones when the test says so. */
export interface KitTimers extends Timers {
  /** The waits that were asked for and are shorter than long, in milliseconds. */
  readonly delaysMs: readonly number[];
  /** Ends all long waits. */
  fireLong(): void;
}

/** A wait of this length is long: the safety pull. */
const LONG_MS = 45_000;

export function kitTimers(): KitTimers {
  const delaysMs: number[] = [];
  const long = new Set<() => void>();
  return {
    delaysMs,
    after(delayMs, callback) {
      if (delayMs >= LONG_MS) {
        long.add(callback);
        return () => long.delete(callback);
      }
      delaysMs.push(delayMs);
      const timer = setTimeout(callback, 1);
      return () => clearTimeout(timer);
    },
    fireLong() {
      const due = [...long];
      long.clear();
      for (const callback of due) {
        callback();
      }
    },
  };
}

/** Starts sync with test timers. */
export async function startKitSync(
  replica: Replica,
  transport: LedgerTransport,
  timers: Timers = kitTimers(),
): Promise<Sync> {
  return await startSync({
    replica,
    transport,
    terminalId: 'T1',
    clock: { nowMs: () => Date.now() },
    random: seededRandom(1),
    timers,
  });
}
