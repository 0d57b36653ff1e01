import { assert } from './assert.ts';
import type { Programme } from './programme.ts';
import { requote } from './requote.ts';
import { fail, ok, type Result } from './result.ts';
import { allocate } from './rounding.ts';
import type { ReturnLine, SaleDraft } from './transaction.ts';

/** Why lines of a sale cannot be returned. */
export type ReversalRefusal =
  | { readonly code: 'unknownLine'; readonly lineNumber: number }
  | {
      readonly code: 'aboveQuantity';
      readonly lineNumber: number;
      /** So many pieces of the line have not been returned yet. */
      readonly returnableQuantity: number;
    };

/** What a return gives back and takes back. */
export interface Reversal {
  /** Money given back, minor units: what was not paid with points. */
  readonly refundMinor: number;
  readonly reversedAccrualPoints: number;
  readonly restoredRedemptionPoints: number;
}

/** Pieces returned so far, by line number of the sale. */
export type ReturnedQuantities = ReadonlyMap<number, number>;

/** A sale with what has come back of it. */
export interface ReversalInput {
  readonly original: SaleDraft;
  /** The version that the original names. */
  readonly programme: Programme;
  readonly returned: ReturnedQuantities;
}

/** A line of the sale with what it earned and how much of it was paid with points. */
interface SoldLine {
  readonly lineNumber: number;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly points: bigint;
  readonly redeemedMinor: bigint;
}

/**
 * What returning `lines` of a sale comes to. It is the difference of what is left before and after, and what is left of
 * a line of Q pieces with q returned is floor(line × (Q − q) / Q): so returns in any parts and order sum to the whole,
 * and never to more than was earned, spent or paid.
 */
export function reverseSale(
  input: ReversalInput,
  lines: readonly ReturnLine[],
): Result<Reversal, ReversalRefusal> {
  const returned = addReturned(input, lines);
  if (!returned.ok) {
    return returned;
  }
  const sold = soldLines(input.original, input.programme);
  const before = leftOf(input.original, sold, input.returned);
  const after = leftOf(input.original, sold, returned.value);
  return ok({
    refundMinor: Number(before.paidMinor - after.paidMinor),
    reversedAccrualPoints: Number(before.accrualPoints - after.accrualPoints),
    restoredRedemptionPoints: Number(before.redemptionPoints - after.redemptionPoints),
  });
}

/** Of `lines`, so much as has not been returned yet; lines that the sale does not have are left out. */
export function returnableOf(
  { original, returned }: Pick<ReversalInput, 'original' | 'returned'>,
  lines: readonly ReturnLine[],
): ReturnLine[] {
  return lines.flatMap(({ lineNumber, quantity }) => {
    const sold = original.lines.find((line) => line.lineNumber === lineNumber);
    const left = (sold?.quantity ?? 0) - (returned.get(lineNumber) ?? 0);
    return left > 0 ? [{ lineNumber, quantity: Math.min(quantity, left) }] : [];
  });
}

/** The quantities returned after `lines` come back too. */
export function addReturned(
  { original, returned }: Pick<ReversalInput, 'original' | 'returned'>,
  lines: readonly ReturnLine[],
): Result<ReturnedQuantities, ReversalRefusal> {
  const sum = new Map(returned);
  for (const { lineNumber, quantity } of lines) {
    assert(Number.isSafeInteger(quantity) && quantity > 0, 'pieces are a positive integer');
    const line = original.lines.find((candidate) => candidate.lineNumber === lineNumber);
    if (line === undefined) {
      return fail({ code: 'unknownLine', lineNumber });
    }
    const before = sum.get(lineNumber) ?? 0;
    if (before + quantity > line.quantity) {
      const returnableQuantity = Math.max(0, line.quantity - before);
      return fail({ code: 'aboveQuantity', lineNumber, returnableQuantity });
    }
    sum.set(lineNumber, before + quantity);
  }
  return ok(sum);
}

/** The lines by the rules; where the sale breaks them, what was sealed is spread over the lines by their amounts. */
function soldLines(original: SaleDraft, programme: Programme): SoldLine[] {
  const quote = requote(programme, original);
  const earns = original.member !== null;
  const amounts = original.lines.map((line) => BigInt(line.quantity) * BigInt(line.unitPriceMinor));
  const isFree = amounts.every((amount) => amount === 0n);
  const weights = isFree ? original.lines.map(({ quantity }) => BigInt(quantity)) : amounts;
  const points = quote.ok
    ? quote.value.lines.map((line) => BigInt(line.points))
    : allocate(BigInt(original.accrualPoints), weights);
  const redeemed = allocate(BigInt(original.redemption?.valueMinor ?? 0), weights);
  return original.lines.map(({ lineNumber, quantity, unitPriceMinor }, index) => ({
    lineNumber,
    quantity,
    unitPriceMinor,
    points: earns ? (points[index] ?? 0n) : 0n,
    redeemedMinor: redeemed[index] ?? 0n,
  }));
}

/** What the customer still has of the sale. */
function leftOf(
  original: SaleDraft,
  sold: readonly SoldLine[],
  returned: ReturnedQuantities,
): { paidMinor: bigint; accrualPoints: bigint; redemptionPoints: bigint } {
  let amountMinor = 0n;
  let accrualPoints = 0n;
  let redeemedMinor = 0n;
  let pieces = 0n;
  for (const line of sold) {
    const quantity = BigInt(line.quantity);
    const rest = quantity - BigInt(returned.get(line.lineNumber) ?? 0);
    // A sale from outside may number two lines alike; then both count as returned together.
    const left = rest > 0n ? rest : 0n;
    pieces += left;
    amountMinor += left * BigInt(line.unitPriceMinor);
    accrualPoints += (line.points * left) / quantity;
    redeemedMinor += (line.redeemedMinor * left) / quantity;
  }
  return {
    paidMinor: amountMinor - redeemedMinor,
    accrualPoints,
    redemptionPoints: redemptionLeft(original, redeemedMinor, pieces),
  };
}

/** Restored so far = floor(points × value returned / value), so that all comes back with the last piece. */
function redemptionLeft({ redemption }: SaleDraft, leftMinor: bigint, pieces: bigint): bigint {
  if (redemption === null || pieces === 0n) {
    return 0n;
  }
  const points = BigInt(redemption.points);
  const valueMinor = BigInt(redemption.valueMinor);
  return valueMinor === 0n ? points : points - (points * (valueMinor - leftMinor)) / valueMinor;
}
