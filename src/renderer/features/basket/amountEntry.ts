import { minorUnitsPerMajor, type Currency } from '../../../domain/money.ts';
import { fail, ok, type Result } from '../../../domain/result.ts';

/** The most that can be keyed as one amount, in major units. */
const MAXIMUM_MAJOR = 1_000_000;

/** Reads an amount as people type one ("12.5", "12,50", "7") into minor units; fails with what to do. */
export function parseAmountMinor(text: string, currency: Currency): Result<number, string> {
  const match = /^(\d{1,9})(?:[.,](\d{0,4}))?$/.exec(text.trim());
  const [, whole, fraction = ''] = match ?? [];
  if (whole === undefined) {
    return fail('Key an amount, for example 12.50.');
  }
  if (fraction.length > currency.exponent) {
    return fail(`${currency.code} has ${currency.exponent} digits after the point.`);
  }
  const perMajor = minorUnitsPerMajor(currency);
  const minor = Number(whole) * perMajor + Number(fraction.padEnd(currency.exponent, '0') || '0');
  if (minor === 0) {
    return fail('Key an amount above zero.');
  }
  if (minor > MAXIMUM_MAJOR * perMajor) {
    return fail('That is too much for one line. Check what was keyed in.');
  }
  return ok(minor);
}
