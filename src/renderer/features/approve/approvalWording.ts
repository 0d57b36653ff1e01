import type { IpcErrorCode } from '../../../ipc/result.ts';

/** Why a sale was not approved, and what to do. `message` is the host's own. */
export function approvalFailureWording(code: IpcErrorCode, message: string): string {
  return WORDS.get(code) ?? message;
}

const WORDS: ReadonlyMap<IpcErrorCode, string> = new Map([
  [
    'diskFull',
    'The disk of this terminal is full, so the sale could not be recorded. Free some space or call IT, then approve again.',
  ],
  [
    'journalFailed',
    'The sale could not be written to the journal. Approve again; if it stays so, use another terminal and call IT.',
  ],
  ['timeout', 'The terminal did not answer in time and nothing was recorded. Approve again.'],
]);
