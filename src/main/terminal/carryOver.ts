import { setTimeout as sleep } from 'node:timers/promises';
import type { SealedTransaction } from '../../domain/transaction.ts';
import { MAXIMUM_PUSH_BATCH } from '../../protocol/push.ts';
import { openJournal, type Journal } from '../journal/journal.ts';
import { nodeFileSystem } from '../journal/nodeFileSystem.ts';
import { verifyBy } from '../journal/verifyBy.ts';
import type { LedgerClient } from '../ledgerClient/ledgerClient.ts';
import { profileStore, type EnrolmentRecord } from '../profile/profileStore.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

type CarriedJournal = NonNullable<EnrolmentRecord['carried']>[number];

/** Between two tries, while the ledger does not answer. */
const RETRY_MS = 5000;

/**
 * Gives the ledger what the journals of earlier enrolments hold and it lacks, until it has all; then the record forgets
 * them. The journals stay where they are. Never rejects; ends when `stopped` is. Resolves to whether the ledger has all.
 */
export async function carryOver(
  options: TerminalHostOptions,
  record: EnrolmentRecord,
  ledger: LedgerClient,
  stopped: AbortSignal,
): Promise<boolean> {
  let left = record.carried ?? [];
  for (const carried of left) {
    const done = await carryOne(options, carried, ledger, stopped);
    if (stopped.aborted) {
      return false;
    }
    if (done) {
      left = left.filter((one) => one !== carried);
      const written = await profileStore(options.layout.enrolmentFile).write({
        ...record,
        carried: left,
      });
      options.log(
        written.ok ? 'info' : 'warning',
        written.ok
          ? 'The ledger has everything that the earlier enrolment sold.'
          : written.error.message,
      );
    }
  }
  return left.length === 0;
}

/** Whether the ledger has everything of this journal now. */
async function carryOne(
  options: TerminalHostOptions,
  carried: CarriedJournal,
  ledger: LedgerClient,
  stopped: AbortSignal,
): Promise<boolean> {
  const opened = await openCarried(options, carried);
  if (!opened.ok) {
    options.log(
      'error',
      `What the earlier enrolment sold cannot be read: ${opened.error.message} Call support; the journal was left as it is.`,
    );
    return false;
  }
  const journal = opened.value;
  try {
    const give = (transactions: readonly SealedTransaction[]) =>
      untilTaken(ledger, transactions, stopped);
    const { startSequence, sequence: lastSequence } = journal.status();
    let after = await lastKnown(journal, startSequence, lastSequence, give);
    while (after !== null && after < lastSequence) {
      const batch = await journal.read(after, MAXIMUM_PUSH_BATCH);
      if (!batch.ok || batch.value.length === 0 || (await give(batch.value)) === null) {
        return false;
      }
      after = batch.value.at(-1)?.body.sequence ?? lastSequence;
    }
    return after !== null;
  } finally {
    await journal.close();
  }
}

function openCarried(options: TerminalHostOptions, carried: CarriedJournal) {
  const { layout, ports } = options;
  const { terminalId } = carried;
  return openJournal({
    directory: layout.journalDirectory(carried.journalName),
    fileSystem: nodeFileSystem,
    clock: ports.clock,
    clockState: () => ({ offsetMs: null, jumped: false }),
    ids: ports.ids,
    sha256Hex: ports.sha256Hex,
    localTime: ports.localTime,
    // Nothing is ever sealed under the former identity again.
    sign: () => '',
    verify: verifyBy(carried.publicKey),
    terminal: {
      terminalId,
      store: { storeId: terminalId, name: '', businessDay: { timeZone: 'UTC', dayEndMinutes: 0 } },
    },
    head: carried.head,
  });
}

/**
 * The last of the journal's transactions that the ledger has: it has them from the first on up to one. Each question
 * halves what is left; null where the terminal stops.
 */
async function lastKnown(
  journal: Journal,
  first: number,
  last: number,
  give: (transactions: readonly SealedTransaction[]) => Promise<boolean | null>,
): Promise<number | null> {
  let [known, unknown] = [first, last + 1];
  while (unknown - known > 1) {
    const middle = Math.floor((known + unknown) / 2);
    const asked = await journal.read(middle - 1, 1);
    const wasKnown = asked.ok ? await give(asked.value) : null;
    if (wasKnown === null) {
      return null;
    }
    [known, unknown] = wasKnown ? [middle, unknown] : [known, middle];
  }
  return known;
}

/** Gives transactions until the ledger has them; whether it had all of them before, null where the terminal stops. */
async function untilTaken(
  ledger: LedgerClient,
  transactions: readonly SealedTransaction[],
  stopped: AbortSignal,
): Promise<boolean | null> {
  while (!stopped.aborted) {
    const answer = await ledger.pushCarried(transactions);
    if (answer.ok && answer.value.results.length === transactions.length) {
      return answer.value.results.every(({ outcome }) => outcome === 'duplicate');
    }
    await sleep(RETRY_MS, undefined, { signal: stopped }).catch(() => undefined);
  }
  return null;
}
