import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { GENESIS_HEAD } from '../../src/domain/seal.ts';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import { makeLocalTime } from '../../src/main/clock/localTime.ts';
import { uuidV7Source } from '../../src/main/clock/uuidV7.ts';
import { openJournal, type Journal, type JournalOptions } from '../../src/main/journal/journal.ts';
import type { JournalFileSystem } from '../../src/main/journal/journalFileSystem.ts';
import { fileMarkCopy } from '../../src/main/journal/markCopies.ts';
import { saleDraft, UNMEASURED_CLOCK } from './transactionDrafts.ts';

/** A new private key of a test terminal, PEM. */
export function testPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** What a journal of a test terminal needs, on a clock that the test moves; `fileSystem` and `directory` are the test's. */
export function journalKit(
  fileSystem: JournalFileSystem,
  directory: string,
  privateKeyPem = testPrivateKey(),
): JournalOptions & { clock: { currentMs: number; nowMs(): number } } {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const clock = {
    currentMs: Date.UTC(2026, 10, 22, 9, 30),
    nowMs() {
      return this.currentMs;
    },
  };
  return {
    directory,
    fileSystem,
    clock,
    clockState: () => UNMEASURED_CLOCK,
    ids: uuidV7Source(clock, randomBytes),
    sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    verify: (text, signature) =>
      verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
    terminal: {
      terminalId: 'terminal-1',
      store: {
        storeId: 'store-1',
        name: 'Store 1',
        businessDay: { timeZone: 'Europe/Berlin', dayEndMinutes: 180 },
      },
    },
    localTime: makeLocalTime(),
    head: GENESIS_HEAD,
  };
}

/** Where a guarded kit keeps its marks, outside of the journal's folder. */
export const MARK_FILES = ['/profile/mark', '/keys/mark'] as const;

/** A journal kit with all that a host gives: marks in two places, and small segments. */
export function guardedKit(
  fileSystem: JournalFileSystem,
  directory: string,
  privateKeyPem = testPrivateKey(),
): ReturnType<typeof journalKit> & Required<Pick<JournalOptions, 'mark' | 'segmentBytes'>> {
  const raw = createPublicKey(privateKeyPem).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    ...journalKit(fileSystem, directory, privateKeyPem),
    segmentBytes: 2400,
    mark: {
      enrolmentId: 'enrolment-1',
      publicKey: raw.toString('base64'),
      copies: MARK_FILES.map((path) => fileMarkCopy(fileSystem, path)),
    },
  };
}

/** A guarded kit below a real folder, with a small reserve, for processes that are killed. */
export function victimKit(
  fileSystem: JournalFileSystem,
  folder: string,
  privateKeyPem: string,
): JournalOptions {
  const kit = guardedKit(fileSystem, `${folder}/journal`, privateKeyPem);
  const copies = ['mark-1', 'mark-2'].map((name) => fileMarkCopy(fileSystem, `${folder}/${name}`));
  return {
    ...kit,
    segmentBytes: 20_000,
    mark: { ...kit.mark, copies },
    space: { reserveBytes: 32_768, stopBelowBytes: 4096, warnBelowBytes: 8192 },
  };
}

/** Sells for so many different amounts, all of which are expected to be approved. */
export async function sellTimes(journal: Journal, sales: number): Promise<void> {
  for (let sale = 1; sale <= sales; sale += 1) {
    const sealed = await journal.append(saleDraft(sale * 100));
    if (!sealed.ok) {
      throw new Error(sealed.error.message);
    }
  }
}

/** Opens a journal that is expected to open. */
export async function openedJournal(options: JournalOptions): Promise<Journal> {
  const opened = await openJournal(options);
  if (!opened.ok) {
    throw new Error(opened.error.message);
  }
  return opened.value;
}

/** All transactions of a journal, as they are read; only those above `afterSequence` where it is given. */
export async function allOf(journal: Journal, afterSequence = 0): Promise<SealedTransaction[]> {
  const read = await journal.read(afterSequence, 100_000);
  if (!read.ok) {
    throw new Error(read.error.message);
  }
  return read.value;
}
