import type { StoreException } from '../../../domain/storeException.ts';

/** Which receipt an exception is about, e.g. "Receipt 12 at T0101". */
export function receiptOf({ sequence, terminalId }: StoreException): string {
  return sequence === 0 ? `Till ${terminalId}` : `Receipt ${sequence} at ${terminalId}`;
}

/** Whose points an exception is about: first name and initial, else the member's id, else that nobody knows. */
export function memberOf({ memberId }: StoreException, names: ReadonlyMap<string, string>): string {
  return memberId === null ? 'No member known' : (names.get(memberId) ?? `Member ${memberId}`);
}
