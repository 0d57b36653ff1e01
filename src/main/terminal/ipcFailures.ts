import { fail } from '../../domain/result.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { LedgerFailure } from '../ledgerClient/ledgerFailure.ts';

/** A failed result of the contract. */
export type IpcFailure = { readonly ok: false; readonly error: IpcError };

/** The answer to whatever needs an enrolled terminal. */
export function notEnrolled(): IpcFailure {
  const message = 'This terminal is not enrolled yet. Enrol it with a code of its ledger.';
  return fail({ code: 'notEnrolled', message });
}

/** The ledger's failure in the contract's words. */
export function ledgerFailed(failure: LedgerFailure): IpcFailure {
  const { code, message } = failure;
  return failure.kind === 'refused'
    ? fail({ code: 'ledgerRefused', message, reason: code })
    : fail({ code: 'ledgerUnavailable', message });
}

/** Something of this computer failed; the message says what to do. */
export function internal(message: string): IpcFailure {
  return fail({ code: 'internal', message });
}

/** What was asked does not have its schema. `what` names it; its content is not repeated. */
export function badMessage(what: string, fields: readonly PropertyKey[]): IpcFailure {
  const field = fields.map(String).join('.').slice(0, 200);
  const place = field === '' ? '' : ` (${field})`;
  return fail({ code: 'badMessage', message: `The ${what} is not valid${place}.` });
}

/** Only a manager may do it; the message says how. */
export function managerNeeded(message: string): IpcFailure {
  return fail({ code: 'managerNeeded', message });
}

/** Cannot be done as things stand; the message says why. */
export function notInThisMode(message: string): IpcFailure {
  return fail({ code: 'notInThisMode', message });
}
