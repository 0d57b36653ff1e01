import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cardToken } from '../../../../src/main/identity/cardToken.ts';

const key = Buffer.alloc(32, 7);

describe('cardToken', () => {
  it('is the first half of HMAC-SHA-256 over scheme and value', () => {
    const whole = createHmac('sha256', key).update('number:2912345678901').digest('hex');
    expect(cardToken(key, { scheme: 'number', value: '2912345678901' })).toBe(whole.slice(0, 32));
  });

  it('tells a chip from a number of the same characters, and one chain from another', () => {
    const number = cardToken(key, { scheme: 'number', value: '04112233' });
    expect(cardToken(key, { scheme: 'uid', value: '04112233' })).not.toBe(number);
    const other = Buffer.alloc(32, 8);
    expect(cardToken(other, { scheme: 'number', value: '04112233' })).not.toBe(number);
  });

  it('takes no key of another length', () => {
    expect(() => cardToken(Buffer.alloc(16), { scheme: 'number', value: '1' })).toThrow(/32 bytes/);
  });
});
