/** What an operator may do at the till. */
export type OperatorRole = 'cashier' | 'manager';

/** A person who signs on at a till. The PIN is known only by its scrypt hash (RFC 7914). */
export interface Operator {
  readonly operatorId: string;
  /** First name and initial. */
  readonly displayName: string;
  readonly role: OperatorRole;
  readonly pinVerifier: PinVerifier;
  /**
   * A manager's public key for overrides (Ed25519, 32 bytes, base64), whose seed follows from the PIN. Absent for a cashier,
   * and for a manager whose PIN was set before there were such keys.
   */
  readonly overrideKey?: string | undefined;
}

/** What to call an operator: the name, or the id of one whom the terminal does not know any more. */
export function operatorName(operatorId: string, operators: readonly Operator[]): string {
  return operators.find((one) => one.operatorId === operatorId)?.displayName ?? operatorId;
}

/** A salted, deliberately slow hash of a PIN. Salt and key are base64. */
export interface PinVerifier {
  readonly algorithm: 'scrypt';
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: string;
  readonly key: string;
}

/** How long sign-on is closed after `failures` wrong PINs in a row: free for two, then 2 s doubling up to 5 minutes. */
export function signOnDelayMs(failures: number): number {
  return failures < 3 ? 0 : Math.min(2000 * 2 ** Math.min(failures - 3, 20), 300_000);
}
