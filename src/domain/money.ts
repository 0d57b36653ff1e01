import { assert } from './assert.ts';

/** The largest amount in minor units: keeps every product in the rules far below 2^53. */
export const MAXIMUM_AMOUNT_MINOR = 1_000_000_000_000;

/** Asserts that `amountMinor` is a non-negative integer of minor units in range, and returns it. */
export function checkedAmountMinor(amountMinor: number): number {
  assert(Number.isInteger(amountMinor), 'money is an integer of minor units');
  assert(amountMinor >= 0 && amountMinor <= MAXIMUM_AMOUNT_MINOR, 'amount is out of range');
  return amountMinor;
}

/** A currency: its ISO 4217 code and the number of decimal digits of its minor unit (ISO 4217 exponent). */
export interface Currency {
  readonly code: string;
  readonly exponent: number;
}

/** How many minor units make one major unit of `currency`, e.g. 100 for EUR. */
export function minorUnitsPerMajor(currency: Currency): number {
  assert(
    Number.isInteger(currency.exponent) && currency.exponent >= 0 && currency.exponent <= 4,
    'ISO 4217 exponents are 0 to 4',
  );
  return 10 ** currency.exponent;
}
