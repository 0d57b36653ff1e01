import { systemErrorCode } from '../files/atomicFile.ts';

/** Why the journal could not do what it was asked; the message is for the person at the till. */
export interface JournalFailure {
  readonly code: 'diskFull' | 'journalFailed';
  readonly message: string;
}

/** The failure behind a system error that a file operation threw. Names the error's code, never a path or content. */
export function journalFailureOf(error: unknown, doing: string): JournalFailure {
  const code = systemErrorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'diskFull',
      message: `The disk is full: ${doing} failed and nothing was approved. Free some space on this computer, then try again.`,
    };
  }
  return {
    code: 'journalFailed',
    message: `The journal could not be used: ${doing} failed (${code}) and nothing was approved. Try again; if it stays, have this computer's disk checked.`,
  };
}
