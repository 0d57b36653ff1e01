/**
 * `npm run --silent journal`: looks at a terminal's journal, for support. Never changes anything in it. Exit 0: in order;
 * 1: damaged; 2: it could not be looked at, or a wrong command line.
 */
import type { SealedTransaction } from '../src/domain/transaction.ts';
import { isSystemError, systemErrorCode } from '../src/main/files/atomicFile.ts';
import { inspectJournal } from '../src/main/journal/inspect/inspectJournal.ts';
import type { JournalReport } from '../src/main/journal/inspect/journalReport.ts';
import { nodeFileSystem } from '../src/main/journal/nodeFileSystem.ts';
import { openMarkByItsKey } from '../src/main/journal/journalMark.ts';
import { writeJournalExport } from './support/journalExport.ts';
import { journalFolders, type JournalFolder } from './support/journalFolders.ts';
import {
  JOURNAL_USAGE,
  parseJournalOptions,
  type JournalOptions,
} from './support/journalOptions.ts';
import { reportLines, shownTransaction, transactionLine } from './support/journalWords.ts';

async function main(commandLine: readonly string[]): Promise<number> {
  const parsed = parseJournalOptions(commandLine);
  if (!parsed.ok) {
    return complain(parsed.error);
  }
  const options = parsed.value;
  if (options.command === 'help') {
    process.stdout.write(JOURNAL_USAGE);
    return 0;
  }
  const folders = await journalFolders(options.directory);
  const [only] = folders;
  if (only === undefined) {
    return complain(`There is no journal in ${options.directory}. Name a terminal's profile.`);
  }
  if (options.command === 'verify') {
    return verifyAll(options, folders);
  }
  if (folders.length > 1) {
    const names = folders.map(({ directory }) => `  ${directory}`).join('\n');
    return complain(`This profile has several journals; name the folder of one:\n${names}`);
  }
  return options.command === 'show' ? show(options, only) : exportTo(options, only);
}

async function verifyAll(options: JournalOptions, folders: JournalFolder[]): Promise<number> {
  const reports: (JournalReport & { readonly directory: string })[] = [];
  for (const folder of folders) {
    const report = await inspect(options, folder, () => undefined);
    if (typeof report === 'string') {
      return complain(report);
    }
    reports.push({ directory: folder.directory, ...report });
  }
  print(
    options.json
      ? JSON.stringify(reports, null, 2)
      : reports.flatMap((report) => reportLines(report.directory, report)).join('\n'),
  );
  return reports.every(({ ok }) => ok) ? 0 : 1;
}

async function show(options: JournalOptions, folder: JournalFolder): Promise<number> {
  const { from, to, limit, json } = options;
  const shown: SealedTransaction[] = [];
  const report = await inspect(options, folder, (transaction) => {
    const { sequence } = transaction.body;
    if (sequence >= from && sequence <= to && shown.length < limit) {
      shown.push(transaction);
    }
  });
  if (typeof report === 'string') {
    return complain(report);
  }
  print(
    json
      ? JSON.stringify(shown.map(shownTransaction), null, 2)
      : shown.map(transactionLine).join('\n'),
  );
  return tellDamage(report);
}

async function exportTo(options: JournalOptions, folder: JournalFolder): Promise<number> {
  const { from, to, out, publicKey } = options;
  const taken: SealedTransaction[] = [];
  const report = await inspect(options, folder, (transaction) => {
    const { sequence } = transaction.body;
    if (sequence >= from && sequence <= to) {
      taken.push(transaction);
    }
  });
  if (typeof report === 'string' || report.terminalId === null || out === null) {
    return complain(
      typeof report === 'string' ? report : 'The journal says of no terminal that it is its own.',
    );
  }
  const ownKey = folder.mark === null ? null : openMarkByItsKey(folder.mark)?.publicKey;
  const header = {
    loyaltyJournalExport: 1,
    terminalId: report.terminalId,
    publicKey: publicKey ?? ownKey ?? null,
    exportedAt: new Date().toISOString(),
    start: report.start,
    damages: report.damage.length,
  } as const;
  try {
    await writeJournalExport(out, header, taken);
  } catch (error) {
    return complain(
      isSystemError(error, 'EEXIST')
        ? `${out} is there already; it was left as it is. Name another file.`
        : `${out} could not be written (${systemErrorCode(error)}).`,
    );
  }
  print(`${taken.length} transactions of terminal ${header.terminalId} are in ${out}.`);
  return tellDamage(report);
}

async function inspect(
  { publicKey }: JournalOptions,
  { directory, mark }: JournalFolder,
  onTransaction: (transaction: SealedTransaction) => void,
): Promise<JournalReport | string> {
  const place = { fileSystem: nodeFileSystem, directory };
  const report = await inspectJournal({ ...place, publicKey, mark, onTransaction });
  return report.ok ? report.value : report.error;
}

function tellDamage({ ok, damage }: JournalReport): number {
  if (!ok) {
    process.stderr.write(
      `The journal is damaged in ${damage.length} places; npm run --silent journal -- verify DIR lists them.\n`,
    );
  }
  return ok ? 0 : 1;
}

function complain(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = complain(
    `The journal could not be read (${systemErrorCode(error)}). If its terminal is running, try again.`,
  );
}
