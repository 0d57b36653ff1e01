import { containsPaymentCardNumber } from '../../../domain/identity/paymentCard.ts';
import type { DecodeOutcome } from '../decoded.ts';
import { partsByCheck } from './applicationIdentifiers.ts';
import type { Elements } from './elementString.ts';

/**
 * Says what GS1 elements name: the relation number 8018 (with its instance 8019) is a card; 01 is a product. A payment
 * number in an element of free text, or anywhere else in the address of a Digital Link, is refused; the digits of a key with
 * a GS1 check digit are no payment number.
 */
export function classifyElements(
  elements: Elements,
  aim: string | null,
  text: string,
): DecodeOutcome {
  for (const [identifier, value] of elements) {
    const { unchecked } = partsByCheck(identifier, value);
    if (unchecked.some((part) => containsPaymentCardNumber(part))) {
      return { result: 'refused', reason: 'paymentCard' };
    }
  }
  if (
    /^https?:/i.test(text) &&
    containsPaymentCardNumber(text, (digits) => isKey(elements, digits))
  ) {
    return { result: 'refused', reason: 'paymentCard' };
  }
  const relation = elements.get('8018');
  const instance = elements.get('8019');
  return {
    result: 'credential',
    reading: {
      credential:
        relation === undefined
          ? null
          : {
              scheme: 'gsrn',
              value: instance === undefined ? relation : `${relation}.${instance}`,
            },
      gtin: elements.get('01') ?? null,
      aim,
      text,
    },
  };
}

/** Whether `digits` are one of the keys, perhaps without the zeros that fill up a GTIN. */
function isKey(elements: Elements, digits: string): boolean {
  return [...elements].some(([identifier, value]) =>
    partsByCheck(identifier, value).checked.some(
      (key) => key.endsWith(digits) && /^0*$/.test(key.slice(0, -digits.length)),
    ),
  );
}
