import { operatorName, type Operator } from '../../../domain/operator.ts';
import { overrideFindingOf } from '../../../domain/overrideFinding.ts';
import type { StoreException } from '../../../domain/storeException.ts';
import { formatPoints } from '../../ui/format.ts';
import { overrideReasons } from '../override/overrideReasons.ts';

/** Which receipt an exception is about, e.g. "Receipt 12 at T0101". */
export function receiptOf({ sequence, terminalId }: StoreException): string {
  return sequence === 0 ? `Till ${terminalId}` : `Receipt ${sequence} at ${terminalId}`;
}

/** Whose points an exception is about: first name and initial, else the member's id, else that nobody knows. */
export function memberOf({ memberId }: StoreException, names: ReadonlyMap<string, string>): string {
  return memberId === null ? 'No member known' : (names.get(memberId) ?? `Member ${memberId}`);
}

/** Who allowed an override and why, in the words of the dialog that it was allowed in; null for any other exception. */
export function overrideFactsOf(
  exception: StoreException,
  operators: readonly Operator[],
): { readonly operatorId: string; readonly who: string; readonly why: string } | null {
  const finding = overrideFindingOf(exception);
  if (finding === null) {
    return null;
  }
  const { operatorId, points, reasonCode } = finding;
  const words = overrideReasons.find((reason) => reason.reasonCode === reasonCode)?.words;
  return {
    operatorId,
    who: `${operatorName(operatorId, operators)}, ${formatPoints(points)}`,
    why: words ?? reasonCode,
  };
}
