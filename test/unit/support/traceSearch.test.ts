import { describe, expect, it } from 'vitest';
import { leaving, tracesOf } from '../../e2e/traceSearch.ts';
import { publishedPaymentNumber } from '../../e2e/paymentCards.ts';

const NUMBER = publishedPaymentNumber(0);
const OTHER = publishedPaymentNumber(1);
const noise = Uint8Array.from(
  { length: 5000 },
  (_, index) => (index * 89 + (index >> 3) * 31) % 256,
);

describe('the search for traces of a number', () => {
  const writings: readonly (readonly [string, string | Uint8Array])[] = [
    ['plain', NUMBER],
    ['in JSON', JSON.stringify({ pan: NUMBER })],
    ['in groups', '4000 0566 5566 5556'],
    ['with dashes', '4000-0566-5566-5556'],
    ['UTF-16, low byte first', Buffer.from(NUMBER, 'utf16le')],
    ['UTF-16, high byte first', Buffer.from(NUMBER, 'utf16le').swap16()],
    ['backwards', Array.from(NUMBER).reverse().join('')],
    ['hexadecimal', Buffer.from(NUMBER).toString('hex')],
    ['UTF-16 in hexadecimal', Buffer.from(NUMBER, 'utf16le').toString('hex')],
    ['base64', Buffer.from(NUMBER).toString('base64')],
    ['base64 behind one byte', Buffer.from(`;${NUMBER}=3012`).toString('base64')],
    ['base64 behind two bytes', Buffer.from(`%B${NUMBER}^A`).toString('base64url')],
    ['packed decimals', Buffer.from(NUMBER, 'hex')],
    ['the codes of keys', Array.from(NUMBER, (digit) => `{"code":"Digit${digit}"}`).join()],
    ['its first ten digits', NUMBER.slice(0, 10)],
    ['its last ten digits', `****${NUMBER.slice(-10)}`],
  ];

  it.each(writings)('finds it written: %s', (_writing, written) => {
    const content = Buffer.concat([noise, Buffer.from(written), noise]);
    expect(tracesOf(NUMBER, [leaving('a file', content)])).toEqual(['a file']);
    expect(tracesOf(OTHER, [leaving('a file', content)])).toEqual([]);
  });

  it('finds nothing in noise, nor in a number’s last four digits', () => {
    expect(tracesOf(NUMBER, [leaving('noise', noise)])).toEqual([]);
    expect(tracesOf(NUMBER, [leaving('label', `•••• ${NUMBER.slice(-4)}`)])).toEqual([]);
  });
});
