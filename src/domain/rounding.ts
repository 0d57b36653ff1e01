import { assert } from './assert.ts';

/** How a fraction becomes an integer; a programme states which one it uses. */
export type RoundingMode = 'floor' | 'halfUp' | 'halfEven';

/**
 * Divides exactly and rounds once: `numerator / denominator` by `mode`.
 * Both operands are non-negative, the denominator positive.
 */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  assert(denominator > 0n, 'denominator must be positive');
  assert(numerator >= 0n, 'numerator must not be negative');
  const quotient = numerator / denominator;
  const twiceRemainder = (numerator % denominator) * 2n;
  if (mode === 'floor' || twiceRemainder < denominator) {
    return quotient;
  }
  if (twiceRemainder > denominator || mode === 'halfUp') {
    return quotient + 1n;
  }
  return quotient % 2n === 0n ? quotient : quotient + 1n;
}

/**
 * Splits `total` over `weights` in proportion, by largest remainder (Hare quota; ties go to the earlier weight),
 * so that the parts sum to `total` exactly. Weights are non-negative and sum to more than zero unless `total` is 0.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  assert(total >= 0n, 'total must not be negative');
  const sum = weights.reduce((left, right) => left + right, 0n);
  if (total === 0n) {
    return weights.map(() => 0n);
  }
  assert(sum > 0n, 'a positive total needs a positive weight');
  const parts = weights.map((weight, index) => ({
    index,
    share: (total * weight) / sum,
    remainder: (total * weight) % sum,
  }));
  let left = total - parts.reduce((taken, part) => taken + part.share, 0n);
  const shares = parts.map((part) => part.share);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) {
      break;
    }
    shares[part.index] = part.share + 1n;
    left -= 1n;
  }
  assert(left === 0n, 'the remainder is smaller than the number of weights');
  return shares;
}
