import { containsPaymentCardNumber, isPaymentTrack } from '../../../domain/identity/paymentCard.ts';

/**
 * Whether a contactless payment card's number stands in what a chip answered: in tag 5A (number) or 57 (track 2
 * equivalent) of EMV book 3, annex A, or as digits of their own.
 *
 * @param data the answer, upper-case hexadecimal
 */
export function holdsEmvNumber(data: string): boolean {
  for (const [, tag, length = '', rest = ''] of data.matchAll(
    /(?=(5A|57)([0-9A-F]{2})([0-9A-F]{12,38}))/g,
  )) {
    const value = rest.slice(0, Number.parseInt(length, 16) * 2);
    const digits = /^[0-9]+/.exec(value)?.[0] ?? '';
    if (containsPaymentCardNumber(digits) || (tag === '57' && isPaymentTrack(value))) {
      return true;
    }
  }
  return containsPaymentCardNumber(data.replaceAll(/[A-F]+/g, ' / '));
}
