import { AssertionError } from './assert.ts';
import type { Programme } from './programme.ts';
import { quoteSale, type Quote } from './quote.ts';
import { checkRedemption } from './redemption.ts';
import { fail, ok, type Result } from './result.ts';
import type { SaleDraft } from './transaction.ts';

/** The quote that the rules give for a sealed sale; fails with a sentence where its redemption or amounts break the rules. */
export function requote(programme: Programme, sale: SaleDraft): Result<Quote, string> {
  const redemptionPoints = sale.redemption?.points ?? 0;
  const redemption = checkRedemption(
    programme.redemption,
    redemptionPoints,
    sale.totalMinor,
    redemptionPoints,
  );
  if (!redemption.ok) {
    return fail(`the redemption breaks the programme's rules (${redemption.error.code})`);
  }
  if (sale.redemption !== null && sale.redemption.valueMinor !== redemption.value.valueMinor) {
    return fail('the redeemed points have another value under the programme');
  }
  if (sale.currency !== programme.currency.code) {
    return fail(`the sale is in ${sale.currency}, the programme in ${programme.currency.code}`);
  }
  try {
    const { tierId, lines } = sale;
    const quote = quoteSale({ programme, tierId, lines, redemptionPoints });
    return quote.totalMinor === sale.totalMinor
      ? ok(quote)
      : fail('the total is not the sum of the lines');
  } catch (error) {
    // A quote asserts on ranges that a body from outside may exceed; here that is a finding, not a defect.
    if (error instanceof AssertionError) {
      return fail(error.message);
    }
    throw error;
  }
}
