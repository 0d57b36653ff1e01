import { isLuhnValid } from '../../src/domain/identity/luhn.ts';

/** Whether `text` holds 13 to 19 digits in a row that a payment card's number could be (ISO/IEC 7812-1). */
export function isPaymentShaped(text: string): boolean {
  return [...text.matchAll(/(?<![0-9a-f])[3-6][0-9]{12,18}(?![0-9a-f])/g)].some(([digits]) =>
    isLuhnValid(digits),
  );
}
