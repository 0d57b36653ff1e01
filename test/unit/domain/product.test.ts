import { describe, expect, it } from 'vitest';
import { toGtin14 } from '../../../src/domain/product.ts';

describe('toGtin14', () => {
  it('pads every length of GTIN with zeros on the left', () => {
    expect(toGtin14('96385074')).toBe('00000096385074');
    expect(toGtin14('036000291452')).toBe('00036000291452');
    expect(toGtin14('4006381333931')).toBe('04006381333931');
    expect(toGtin14('14006381333938')).toBe('14006381333938');
  });

  it('takes nothing else for a GTIN', () => {
    for (const text of [
      '',
      '123',
      '123456789',
      '12345678901',
      '123456789012345',
      '4006381 33393',
      '４００６３８１３',
    ]) {
      expect(toGtin14(text)).toBeNull();
    }
  });
});
