import { describe, expect, it } from 'vitest';
import { allocate, divideRounded } from '../../../src/domain/rounding.ts';

describe('divideRounded', () => {
  it.each([
    [5n, 2n, 2n, 3n, 2n],
    [7n, 2n, 3n, 4n, 4n],
    [1n, 3n, 0n, 0n, 0n],
    [2n, 3n, 0n, 1n, 1n],
    [0n, 9n, 0n, 0n, 0n],
    [6n, 3n, 2n, 2n, 2n],
  ])('divides %s by %s to %s, %s and %s', (top, bottom, floor, halfUp, halfEven) => {
    expect(divideRounded(top, bottom, 'floor')).toBe(floor);
    expect(divideRounded(top, bottom, 'halfUp')).toBe(halfUp);
    expect(divideRounded(top, bottom, 'halfEven')).toBe(halfEven);
  });

  it('holds a negative operand and a division by nothing to be defects', () => {
    expect(() => divideRounded(-1n, 2n, 'floor')).toThrow('numerator must not be negative');
    expect(() => divideRounded(1n, 0n, 'floor')).toThrow('denominator must be positive');
    expect(() => divideRounded(1n, -2n, 'floor')).toThrow('denominator must be positive');
  });
});

describe('allocate', () => {
  it('gives the rest to the largest remainders, earlier lines first', () => {
    expect(allocate(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(allocate(100n, [333n, 333n, 334n])).toEqual([33n, 33n, 34n]);
    expect(allocate(1n, [0n, 1n, 1n])).toEqual([0n, 1n, 0n]);
  });

  it('splits nothing over anything, weights of zero and no weights included', () => {
    expect(allocate(0n, [0n, 0n])).toEqual([0n, 0n]);
    expect(allocate(0n, [])).toEqual([]);
  });

  it('holds a total that has nowhere to go to be a defect', () => {
    expect(() => allocate(1n, [0n])).toThrow('a positive total needs a positive weight');
    expect(() => allocate(-1n, [1n])).toThrow('total must not be negative');
  });
});
