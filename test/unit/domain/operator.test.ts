import { describe, expect, it } from 'vitest';
import { signOnDelayMs } from '../../../src/domain/operator.ts';

describe('signOnDelayMs', () => {
  it('forgives two wrong PINs, then doubles from two seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 6].map(signOnDelayMs)).toEqual([0, 0, 0, 2000, 4000, 8000, 16_000]);
  });

  it('never shrinks with another failure, and stays at five minutes at the most', () => {
    const delays = Array.from({ length: 200 }, (_, failures) => signOnDelayMs(failures));
    expect(delays).toEqual([...delays].sort((left, right) => left - right));
    expect(delays.at(-1)).toBe(300_000);
    expect(signOnDelayMs(Number.MAX_SAFE_INTEGER)).toBe(300_000);
  });
});
