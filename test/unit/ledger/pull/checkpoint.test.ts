import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../../src/protocol/primitives.ts';
import {
  accountsCheckpoint,
  accountsCheckpointFrom,
  parseAccountsCheckpoint,
} from '../../../../src/ledger/pull/accountsCheckpoint.ts';
import { firstTokenOf, pageBits } from '../../../../src/ledger/pull/pullPages.ts';
import { pageIndexOf } from '../../../../src/domain/memberPage.ts';

const EPOCH = '69931ff7-d0cd-458b-85db-9a917f61af76';

describe('checkpoints of accounts', () => {
  it('come back as they were given, the longest ids included, within 256 characters', () => {
    const position = {
      xid: '123456789012345',
      memberId: 'M'.repeat(64),
      cardToken: 'f'.repeat(32),
      sent: 999_999_999_999_999,
    };
    const text = accountsCheckpoint(EPOCH, position);
    expect(idSchema.safeParse(position.memberId).success).toBe(true);
    expect(text.length).toBeLessThanOrEqual(256);
    expect(parseAccountsCheckpoint(EPOCH, text)).toEqual(position);
  });

  it('mean nothing to another ledger, and nonsense means nothing to any', () => {
    const text = accountsCheckpointFrom(EPOCH, '7');
    expect(parseAccountsCheckpoint(EPOCH, text)).toEqual({
      xid: '7',
      memberId: '',
      cardToken: '',
      sent: 0,
    });
    for (const bad of [
      null,
      '',
      'x',
      text.replace('6', '7'),
      `${text}~1`,
      text.replace('~7~', '~x~'),
    ]) {
      expect(parseAccountsCheckpoint(EPOCH, bad)).toBeNull();
    }
  });
});

describe('the cut of pages', () => {
  it('keeps the average page between 180 and 363 cards for any chain that needs more than one', () => {
    for (let cards = 400; cards <= 200_000_000; cards = Math.ceil(cards * 1.3)) {
      const average = cards / 2 ** pageBits(cards);
      expect(average).toBeGreaterThanOrEqual(180);
      expect(average).toBeLessThanOrEqual(363);
    }
    expect([pageBits(0), pageBits(1), pageBits(2 ** 40)]).toEqual([0, 0, 20]);
  });

  it('begins each page at the first token that belongs to it', () => {
    for (const bits of [1, 3, 8, 12, 20]) {
      for (const index of [1, 2 ** bits - 1]) {
        const first = firstTokenOf(index, bits) ?? '';
        expect(first).toMatch(/^[0-9a-f]{32}$/);
        expect(pageIndexOf(first, bits)).toBe(index);
        const before = (BigInt(`0x${first}`) - 1n).toString(16).padStart(32, '0');
        expect(pageIndexOf(before, bits)).toBe(index - 1);
      }
      expect(firstTokenOf(2 ** bits, bits)).toBeNull();
    }
  });
});
