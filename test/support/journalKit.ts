import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { GENESIS_HEAD } from '../../src/domain/seal.ts';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import { makeLocalTime } from '../../src/main/clock/localTime.ts';
import { uuidV7Source } from '../../src/main/clock/uuidV7.ts';
import { openJournal, type Journal, type JournalOptions } from '../../src/main/journal/journal.ts';
import type { JournalFileSystem } from '../../src/main/journal/journalFileSystem.ts';

/** What a journal of a test terminal needs, on a clock that the test moves; `fileSystem` and `directory` are the test's. */
export function journalKit(
  fileSystem: JournalFileSystem,
  directory: string,
): JournalOptions & { clock: { currentMs: number; nowMs(): number } } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const clock = {
    currentMs: Date.UTC(2026, 10, 22, 9, 30),
    nowMs() {
      return this.currentMs;
    },
  };
  let drawn = 0;
  return {
    directory,
    fileSystem,
    clock,
    ids: uuidV7Source(clock, (count) => {
      drawn += 1;
      return Uint8Array.from({ length: count }, (_, place) => (drawn * 31 + place * 7) & 0xff);
    }),
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

/** Opens a journal that is expected to open. */
export async function openedJournal(options: JournalOptions): Promise<Journal> {
  const opened = await openJournal(options);
  if (!opened.ok) {
    throw new Error(opened.error.message);
  }
  return opened.value;
}

/** All transactions of a journal with no more than a thousand, as they are read. */
export async function allOf(journal: Journal): Promise<SealedTransaction[]> {
  const read = await journal.read(0, 1000);
  if (!read.ok) {
    throw new Error(read.error.message);
  }
  return read.value;
}
