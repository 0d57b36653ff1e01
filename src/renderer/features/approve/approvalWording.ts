import type { IpcErrorCode } from '../../../ipc/result.ts';

/** Why a sale was not approved, and what to do. `message` is the host's own. */
export function approvalFailureWording(code: IpcErrorCode, message: string): string {
  switch (code) {
    case 'diskFull':
      return 'The disk of this terminal is full, so the sale could not be recorded. Free some space or call IT, then approve again.';
    case 'journalFailed':
      return 'The sale could not be written to the journal. Approve again; if it stays so, use another terminal and call IT.';
    case 'timeout':
      return 'The terminal did not answer in time and nothing was recorded. Approve again.';
    default:
      return message;
  }
}
