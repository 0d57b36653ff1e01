import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from '../../src/main/files/atomicFile.ts';

/** A journal and what belongs to it. */
export interface JournalFolder {
  readonly directory: string;
  /** The content of its mark in the profile, null where there is none. */
  readonly mark: Uint8Array | null;
}

const TERMINAL_FOLDER = /^terminal-(.+)$/;

/** The journals of a profile, or the one journal whose folder `directory` is. Rejects with a system error. */
export async function journalFolders(directory: string): Promise<JournalFolder[]> {
  const inside = await namesIn(join(directory, 'journal'));
  const terminals = inside.flatMap((name) => TERMINAL_FOLDER.exec(name)?.[1] ?? []).sort();
  if (terminals.length === 0) {
    const terminalId = TERMINAL_FOLDER.exec(basename(directory))?.[1];
    const profile = dirname(dirname(directory));
    const mark = terminalId === undefined ? null : await markIn(profile, terminalId);
    return (await namesIn(directory)).some(isOfJournal) || mark !== null
      ? [{ directory, mark }]
      : [];
  }
  return Promise.all(
    terminals.map(async (terminalId) => ({
      directory: join(directory, 'journal', `terminal-${terminalId}`),
      mark: await markIn(directory, terminalId),
    })),
  );
}

function isOfJournal(name: string): boolean {
  return name.endsWith('.journal') || name === 'set-aside';
}

async function namesIn(directory: string): Promise<string[]> {
  return orIfMissing(readdir(directory), []);
}

async function markIn(profile: string, terminalId: string): Promise<Uint8Array | null> {
  return orIfMissing(readFile(join(profile, `journal-mark-${terminalId}.json`)), null);
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
