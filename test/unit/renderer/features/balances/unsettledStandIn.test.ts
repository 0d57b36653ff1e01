import { describe, expect, it } from 'vitest';
import type { SealedTransaction } from '../../../../../src/domain/transaction.ts';
import { unsettledStandIn } from '../../../../../src/renderer/features/balances/unsettledStandIn.ts';
import { TestTerminal, type TestSale } from '../../../../support/ledgerTerminal.ts';

const BY = { operatorId: 'O05', reasonCode: 'goodwill', signature: null };
const tokenOf = (memberId: string) => memberId.padStart(32, '0');

describe('what this terminal has authorised by itself', () => {
  const terminal = new TestTerminal('http://localhost');
  const sale = (memberId: string, redemption: TestSale['redemption']): SealedTransaction =>
    terminal.seal({
      member: { kind: 'member', memberId, cardToken: tokenOf(memberId) },
      redemption: redemption ?? null,
    });
  const standIn = (points: number, override?: typeof BY) => ({
    points,
    valueMinor: points,
    authorisation: {
      kind: 'standIn' as const,
      floorLimitPoints: 500,
      confirmedPoints: 1000,
      asOf: '2026-11-22T09:30:00.000Z',
      ...(override === undefined ? {} : { override }),
    },
  });

  it('is summed up by member, the most first, overrides told apart; holds and plain sales are none of it', () => {
    const hold = { kind: 'hold', holdId: '00000000-0000-7000-8000-000000000001' } as const;
    const waiting = [
      sale('1', standIn(300)),
      sale('2', standIn(500)),
      sale('1', standIn(900, BY)),
      sale('3', { points: 400, valueMinor: 400, authorisation: hold }),
      sale('3', null),
    ];
    expect(unsettledStandIn(waiting)).toEqual([
      { cardToken: tokenOf('1'), points: 1200, overriddenPoints: 900 },
      { cardToken: tokenOf('2'), points: 500, overriddenPoints: 0 },
    ]);
    expect(unsettledStandIn([])).toEqual([]);
  });
});
