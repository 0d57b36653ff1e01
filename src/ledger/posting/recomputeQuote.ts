import { AssertionError } from '../../domain/assert.ts';
import type { Programme } from '../../domain/programme.ts';
import { quoteSale } from '../../domain/quote.ts';
import { checkRedemption } from '../../domain/redemption.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { SaleBody } from '../../domain/transaction.ts';

/** The points that the rules give for a sale; fails where its redemption or amounts break the rules. */
export function recomputeAccrual(programme: Programme, body: SaleBody): Result<number, string> {
  const redemptionPoints = body.redemption?.points ?? 0;
  const redemption = checkRedemption(
    programme.redemption,
    redemptionPoints,
    body.totalMinor,
    redemptionPoints,
  );
  if (!redemption.ok) {
    return fail(`the redemption breaks the programme's rules (${redemption.error.code})`);
  }
  if (body.redemption !== null && body.redemption.valueMinor !== redemption.value.valueMinor) {
    return fail('the redeemed points have another value under the programme');
  }
  if (body.currency !== programme.currency.code) {
    return fail(`the sale is in ${body.currency}, the programme in ${programme.currency.code}`);
  }
  try {
    const quote = quoteSale({
      programme,
      tierId: body.tierId,
      lines: body.lines,
      redemptionPoints,
    });
    return quote.totalMinor === body.totalMinor
      ? ok(quote.accrualPoints)
      : fail('the total is not the sum of the lines');
  } catch (error) {
    // The domain asserts on ranges that a body from outside may exceed; here that is a finding, not a defect.
    if (error instanceof AssertionError) {
      return fail(error.message);
    }
    throw error;
  }
}
