import { describe, expect, it } from 'vitest';
import { ReadLimiter } from '../../../../src/hardware/readLimiter.ts';

describe('ReadLimiter', () => {
  it('lets 32 reads of a second pass, tells the first dropped one, and opens again in the next second', () => {
    const limiter = new ReadLimiter();
    const first = Array.from({ length: 34 }, () => limiter.take(5_000));
    expect(first.filter((passage) => passage === 'pass')).toHaveLength(32);
    expect(first.slice(32)).toEqual(['firstDrop', 'drop']);
    expect(limiter.take(5_999)).toBe('drop');
    expect(limiter.take(6_000)).toBe('pass');
  });
});
