import type { LedgerErrorCode } from '../../protocol/error.ts';

/** Why the ledger gave no answer: `unavailable` is worth another try later, `refused` needs a person. */
export type LedgerFailure =
  | { readonly kind: 'unavailable'; readonly code: 'unavailable'; readonly message: string }
  | { readonly kind: 'refused'; readonly code: LedgerErrorCode; readonly message: string };

/** The ledger cannot be reached, or what answers is not a ledger in its senses. */
export function unavailable(message: string): LedgerFailure {
  return { kind: 'unavailable', code: 'unavailable', message };
}

/** The refusals that concern the terminal as a whole, not one request. */
const TERMINAL_REFUSALS: ReadonlySet<string> = new Set<LedgerErrorCode>([
  'protocolVersion',
  'unknownTerminal',
  'terminalRevoked',
  'badSignature',
  'clockSkew',
]);

/** Whether the ledger will not have this terminal at all. */
export function refusesTerminal(failure: LedgerFailure): boolean {
  return failure.kind === 'refused' && TERMINAL_REFUSALS.has(failure.code);
}
