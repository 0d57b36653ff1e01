import { describe, expect, it } from 'vitest';
import { shownBalance } from '../../../src/domain/balance.ts';
import type { SaleDraft } from '../../../src/domain/transaction.ts';
import { bodyOf } from '../../support/domainArbitraries.ts';

function sale(
  sequence: number,
  accrualPoints: number,
  redeemedPoints = 0,
  member: SaleDraft['member'] = {
    kind: 'member',
    memberId: 'm1',
    cardToken: 'a'.repeat(32),
  },
) {
  const redemption: SaleDraft['redemption'] =
    redeemedPoints === 0
      ? null
      : {
          points: redeemedPoints,
          valueMinor: redeemedPoints,
          authorisation: { kind: 'hold', holdId: '00000000-0000-7000-8000-000000000000' },
        };
  return bodyOf(
    {
      kind: 'sale',
      operatorId: 'op-1',
      member,
      programmeId: 'demo',
      programmeVersion: 1,
      tierId: null,
      currency: 'EUR',
      lines: [],
      totalMinor: 0,
      accrualPoints,
      redemption,
    },
    { sequence },
  );
}

describe('shownBalance', () => {
  const account = { memberId: 'm1', balancePoints: 100, appliedSequence: 2 };

  it('adds own sales above the applied sequence, and no other', () => {
    expect(
      shownBalance(account, [sale(1, 1000), sale(2, 1000), sale(3, 7), sale(4, 5, 40)]),
    ).toEqual({
      confirmedPoints: 100,
      provisionalPoints: -28,
      shownPoints: 72,
      redeemablePoints: 60,
      unsettledRedemptionPoints: 40,
    });
  });

  it('leaves out sales of other members, of cards not known and without a card', () => {
    const others = [
      sale(3, 7, 0, { kind: 'member', memberId: 'm2', cardToken: 'b'.repeat(32) }),
      sale(4, 7, 0, { kind: 'unknownCard', cardToken: 'a'.repeat(32) }),
      sale(5, 7, 0, null),
    ];
    expect(shownBalance(account, others).shownPoints).toBe(100);
  });

  it('shows an overdraft as it is and lets nothing be redeemed from it', () => {
    const overdrawn = shownBalance({ ...account, balancePoints: -30 }, [sale(3, 50)]);
    expect(overdrawn.shownPoints).toBe(20);
    expect(overdrawn.redeemablePoints).toBe(0);
  });
});
