import { isLuhnValid } from './luhn.ts';

/** Issuer identification numbers from `from` to `to` (compared over their own number of digits), and PAN lengths. */
interface IssuerRange {
  readonly network: string;
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

const from12to19 = [12, 13, 14, 15, 16, 17, 18, 19];
const from14to19 = [14, 15, 16, 17, 18, 19];
const from16to19 = [16, 17, 18, 19];

/**
 * Issuer ranges of the payment networks (ISO/IEC 7812-1; the networks' published ranges). A range that lies wholly in
 * another one with the same lengths (Elo, Verve, Dankort, RuPay 60, Hipercard 6062) is not repeated.
 */
const issuerRanges: readonly IssuerRange[] = [
  { network: 'UATP', from: '1', to: '1', lengths: [15] },
  { network: 'GPN', from: '1946', to: '1946', lengths: [16, 17, 18, 19] },
  { network: 'JCB, first series', from: '1800', to: '1800', lengths: [15] },
  { network: 'JCB, first series', from: '2131', to: '2131', lengths: [15] },
  { network: 'enRoute', from: '2014', to: '2014', lengths: [15] },
  { network: 'enRoute', from: '2149', to: '2149', lengths: [15] },
  { network: 'Mir', from: '2200', to: '2204', lengths: from16to19 },
  { network: 'Borica', from: '2205', to: '2205', lengths: [16] },
  { network: 'Mastercard', from: '2221', to: '2720', lengths: [16] },
  { network: 'Carnet', from: '2869', to: '2869', lengths: [16] },
  { network: 'Diners Club', from: '300', to: '305', lengths: from14to19 },
  { network: 'Diners Club', from: '3095', to: '3095', lengths: from14to19 },
  { network: 'American Express', from: '34', to: '34', lengths: [15] },
  { network: 'JCB', from: '3528', to: '3589', lengths: from16to19 },
  { network: 'Diners Club', from: '36', to: '36', lengths: from14to19 },
  { network: 'American Express', from: '37', to: '37', lengths: [15] },
  { network: 'Diners Club', from: '38', to: '39', lengths: from14to19 },
  { network: 'Hipercard', from: '3841', to: '3841', lengths: [13, 16, 19] },
  { network: 'Visa', from: '4', to: '4', lengths: [13, 16, 19] },
  { network: 'Maestro', from: '50', to: '50', lengths: from12to19 },
  { network: 'Mastercard', from: '51', to: '55', lengths: [16] },
  { network: 'Maestro', from: '56', to: '58', lengths: from12to19 },
  // Maestro takes the whole of 6; Discover (6011, 644 to 649, 65) and UnionPay (62) lie in it.
  { network: 'Maestro', from: '6', to: '6', lengths: from12to19 },
  { network: 'UnionPay and RuPay', from: '81', to: '82', lengths: from16to19 },
  { network: 'Uzcard', from: '8600', to: '8600', lengths: [16] },
  { network: 'Belkart', from: '9112', to: '9112', lengths: [16] },
  { network: 'Elcart', from: '9417', to: '9417', lengths: [16] },
  { network: 'Napas', from: '9704', to: '9704', lengths: [16, 19] },
  { network: 'Troy', from: '9792', to: '9792', lengths: [16] },
  { network: 'Prostir', from: '9804', to: '9804', lengths: [16] },
  { network: 'Humo', from: '9860', to: '9860', lengths: [16] },
];

const SHORTEST_PAN = 12;
const LONGEST_PAN = 19;

/**
 * Whether `digits` (decimal digits only) is a payment card number: in an issuer range of a payment network, of a length
 * that network uses, with a right Luhn digit. Within a range but with a wrong Luhn digit it is no payment number.
 *
 * Judges the number alone. Every tenth EAN-13 that starts with 4 passes too, because the 13-digit numbers that Visa once
 * issued are in its range; a caller that knows a number to be a GTIN excuses it (see the decoders).
 */
export function isPaymentCardNumber(digits: string): boolean {
  return (
    issuerRanges.some(
      ({ from, to, lengths }) =>
        lengths.includes(digits.length) &&
        digits.slice(0, from.length) >= from &&
        digits.slice(0, to.length) <= to,
    ) && isLuhnValid(digits)
  );
}

/** The longest text that is searched; no reader gives more. */
const MAXIMUM_TEXT = 8192;

/**
 * Whether a payment card number stands anywhere in `text`, alone or between other characters, its digits together or in
 * groups parted by single spaces, dashes or dots as people write them. A longer run of digits is not cut into
 * pieces. `excuse` tells of the digits of a number found whether they are known to be something else.
 */
export function containsPaymentCardNumber(
  text: string,
  excuse: (digits: string) => boolean = () => false,
): boolean {
  const runs = text.slice(0, MAXIMUM_TEXT).matchAll(/[0-9]+(?:[ .\u00a0\u2010-\u2015-][0-9]+)*/g);
  for (const [run] of runs) {
    const groups = run.split(/[^0-9]/);
    for (let first = 0; first < groups.length; first += 1) {
      let digits = '';
      for (let last = first; last < groups.length && digits.length <= LONGEST_PAN; last += 1) {
        digits += groups[last] ?? '';
        if (digits.length >= SHORTEST_PAN && isPaymentCardNumber(digits) && !excuse(digits)) {
          return true;
        }
      }
    }
  }
  return false;
}

/** Track 1 of format B (number, name, expiry) and track 2 (number, expiry), sentinels optional: ISO/IEC 7813, 5 and 6. */
const financialTracks = [
  /^%?B([0-9 ]{1,24})\^[^^]{0,26}\^[0-9]{2}(?:0[1-9]|1[0-2])/i,
  /^;?([0-9]{1,19})[=D][0-9]{2}(?:0[1-9]|1[0-2])/,
];

/**
 * Whether `track` is an ISO/IEC 7813 financial track: a Luhn-valid number of at least 12 digits and an expiry (YYMM with
 * a month from 01 to 12), whatever the issuer range.
 */
export function isPaymentTrack(track: string): boolean {
  return financialTracks.some((pattern) => {
    const digits = pattern.exec(track)?.[1]?.replaceAll(' ', '') ?? '';
    // A number of nothing but zeros passes Luhn and is no card's.
    return digits.length >= SHORTEST_PAN && /[1-9]/.test(digits) && isLuhnValid(digits);
  });
}
