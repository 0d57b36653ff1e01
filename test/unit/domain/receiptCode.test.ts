import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardPatternConflicts } from '../../../src/domain/identity/cardPatternConflicts.ts';
import { containsPaymentCardNumber } from '../../../src/domain/identity/paymentCard.ts';
import { readReceiptCode, receiptCode } from '../../../src/domain/receiptCode.ts';

describe('the code on a receipt', () => {
  it('names its transaction again, and nothing in it passes for a payment card', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('T0101', 'a', 'Lane.7_b-2'), (uuid, terminalId) => {
        const transactionId = `${terminalId}:${uuid}`;
        const code = receiptCode(transactionId);
        expect(readReceiptCode(code)).toBe(transactionId);
        expect(containsPaymentCardNumber(code)).toBe(false);
      }),
    );
    // As it stands on the receipt for people, this one would be refused.
    const unlucky = 'T1:019abcde-0123-7456-4111-111111111111';
    expect(containsPaymentCardNumber(unlucky)).toBe(true);
    expect(readReceiptCode(receiptCode(unlucky))).toBe(unlucky);
  });

  it('is nothing else', () => {
    const code = receiptCode('T1:019abcde-0123-7456-89ab-cdef01234567');
    for (const other of [code.slice(1), `${code}A`, code.toLowerCase(), '2900000000018', '']) {
      expect(readReceiptCode(other)).toBeNull();
    }
  });

  it('is no card of any format that a chain may have', () => {
    const format = { scheme: 'number', prefix: '', checkDigit: 'none' } as const;
    const conflict = expect.stringContaining('receipts') as string;
    expect(cardPatternConflicts([{ ...format, length: 47 }])).toEqual([conflict]);
    expect(cardPatternConflicts([{ ...format, prefix: 'RECEIPT:T', length: 47 }])).toEqual([
      conflict,
    ]);
    expect(cardPatternConflicts([{ ...format, prefix: 'K', length: 47 }])).toEqual([]);
    expect(cardPatternConflicts([{ ...format, length: 41 }])).toEqual([]);
  });
});
