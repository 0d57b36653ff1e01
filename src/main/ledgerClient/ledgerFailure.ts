import { terminalRefusals, type TerminalRefusal } from '../../ipc/channels/ledger.ts';
import type { LedgerErrorCode } from '../../protocol/error.ts';

/** Why the ledger gave no answer: `unavailable` is worth another try later, `refused` needs a person. */
export type LedgerFailure =
  | { readonly kind: 'unavailable'; readonly code: 'unavailable'; readonly message: string }
  | { readonly kind: 'refused'; readonly code: LedgerErrorCode; readonly message: string };

/** The ledger cannot be reached, or what answers is not a ledger in its senses. */
export function unavailable(message: string): LedgerFailure {
  return { kind: 'unavailable', code: 'unavailable', message };
}

/** The refusal that concerns the terminal as a whole; null where it concerns one request, or there was no answer. */
export function refusalOf(failure: LedgerFailure): TerminalRefusal | null {
  return failure.kind === 'refused'
    ? (terminalRefusals.find((code) => code === failure.code) ?? null)
    : null;
}
