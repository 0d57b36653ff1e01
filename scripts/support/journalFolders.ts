import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from '../../src/main/files/atomicFile.ts';
import { openMarkByItsKey } from '../../src/main/journal/journalMark.ts';

/** A journal and what belongs to it. */
export interface JournalFolder {
  readonly directory: string;
  /** The content of its mark in the profile, null where there is none. */
  readonly mark: Uint8Array | null;
}

/** `terminal-ID`, and from the second enrolment on `terminal-ID.ENROLMENT`, which is a UUID. */
const TERMINAL_FOLDER = /^terminal-(.+?)(?:\.([0-9a-f]{8}-[0-9a-f-]{27}))?$/;

/** The journals of a profile, or the one journal whose folder `directory` is. Rejects with a system error. */
export async function journalFolders(directory: string): Promise<JournalFolder[]> {
  const inside = await namesIn(join(directory, 'journal'));
  const journals = inside.filter((name) => TERMINAL_FOLDER.test(name)).sort();
  if (journals.length > 0) {
    return Promise.all(
      journals.map(async (name) => ({
        directory: join(directory, 'journal', name),
        mark: await markOf(directory, name, journals),
      })),
    );
  }
  const siblings = await namesIn(dirname(directory));
  const mark = await markOf(dirname(dirname(directory)), basename(directory), siblings);
  return (await namesIn(directory)).some(isOfJournal) || mark !== null ? [{ directory, mark }] : [];
}

/** The mark in a profile is that of its latest enrolment: the journals of those before have none. */
async function markOf(
  profile: string,
  folder: string,
  folders: readonly string[],
): Promise<Uint8Array | null> {
  const [, terminalId, enrolmentId] = TERMINAL_FOLDER.exec(folder) ?? [];
  if (terminalId === undefined) {
    return null;
  }
  const path = join(profile, `journal-mark-${terminalId}.json`);
  const content = await orIfMissing(readFile(path), null);
  const marked = content === null ? null : openMarkByItsKey(content);
  if (marked === null) {
    return content;
  }
  const isLater = folders.includes(`terminal-${terminalId}.${marked.enrolmentId}`);
  return enrolmentId === marked.enrolmentId || (enrolmentId === undefined && !isLater)
    ? content
    : null;
}

function isOfJournal(name: string): boolean {
  return name.endsWith('.journal') || name === 'set-aside';
}

async function namesIn(directory: string): Promise<string[]> {
  return orIfMissing(readdir(directory), []);
}

async function orIfMissing<Value, Other>(
  reading: Promise<Value>,
  otherwise: Other,
): Promise<Value | Other> {
  try {
    return await reading;
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) {
      return otherwise;
    }
    throw error;
  }
}
