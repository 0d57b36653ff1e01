import type { StandInRefusal } from './authorisation.ts';
import { canonicalText } from './canonical.ts';
import type { LeaseRefusal } from './lease.ts';

/** A manager's override is given for the sale at hand: it lapses after this time. */
export const OVERRIDE_LIFETIME_MS = 5 * 60_000;

/** Why the terminal does not redeem by itself although the points are there: what a manager may allow all the same. */
type OverridableCode =
  | Exclude<StandInRefusal['code'] | LeaseRefusal['code'], 'memberBlocked' | 'aboveBalance'>
  | 'onlineOnly';

const OVERRIDABLE: Readonly<Record<OverridableCode, true>> = {
  replicaStale: true,
  aboveFloorLimit: true,
  aboveTransactionLimit: true,
  aboveTerminalDayLimit: true,
  noLease: true,
  leaseRecalled: true,
  leaseLapsed: true,
  aboveLease: true,
  onlineOnly: true,
};

/**
 * Whether a manager may allow a redemption that was refused with this code. Nobody overrides a blocked member, points
 * that the member is not shown to have, the programme's own rules of redemption, or an answer of the ledger.
 */
export function isOverridable(code: string): boolean {
  return Object.hasOwn(OVERRIDABLE, code);
}

/** What a manager's signature is given for: so many points of one member in one transaction, which has its place already. */
export interface OverrideTerms {
  readonly operatorId: string;
  readonly reasonCode: string;
  readonly terminalId: string;
  readonly transactionId: string;
  readonly sequence: number;
  readonly memberId: string;
  readonly points: number;
}

/** The text that the manager's credential signs: a domain separator, then the canonical terms (RFC 8785). */
export function overrideText(terms: OverrideTerms): string {
  const { operatorId, reasonCode, terminalId, transactionId, sequence, memberId, points } = terms;
  const signed = { operatorId, reasonCode, terminalId, transactionId, sequence, memberId, points };
  return `loyalty-override/1\n${canonicalText(signed)}`;
}

/**
 * The salt of a manager's override key, from the salt of the PIN's verifier (base64): its UTF-8 bytes salt the scrypt
 * (RFC 7914) whose 32 bytes are the seed of the Ed25519 key (RFC 8032). Another salt than the verifier's own, so
 * that the verifier, which lies on every terminal, says nothing of the seed.
 */
export function overrideKeySalt(verifierSalt: string): string {
  return `loyalty-override-key/1\n${verifierSalt}`;
}
