import { systemErrorCode } from '../files/atomicFile.ts';

/** Why the journal could not do what it was asked; the message is for the person at the till. */
export interface JournalFailure {
  /** `journalStopped` stays until support has helped; the others may be tried again. */
  readonly code: 'diskFull' | 'journalFailed' | 'journalStopped';
  readonly message: string;
}

/** What is said when the disk has too little room for a sale to be begun. */
export const DISK_FULL: JournalFailure = {
  code: 'diskFull',
  message:
    'The disk of this terminal is nearly full, so nothing more is approved before it is too late for what was. Free some space on this computer; then it goes on by itself.',
};

/** The failure behind a system error that a file operation threw. Names the error's code, never a path or content. */
export function journalFailureOf(error: unknown, doing: string): JournalFailure {
  const code = systemErrorCode(error);
  if (isDiskFull(error)) {
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

/** Whether there was no room on the disk, or none left for this user. */
export function isDiskFull(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
