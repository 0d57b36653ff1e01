import { describe, expect, it } from 'vitest';
import { memberDeltaPoints, transactionIdOf } from '../../../src/domain/transaction.ts';
import { nextBody, GENESIS_HEAD } from '../../../src/domain/seal.ts';
import { UNMEASURED_CLOCK } from '../../support/transactionDrafts.ts';

const body = nextBody(
  {
    kind: 'sale',
    operatorId: 'op-1',
    member: { kind: 'member', memberId: 'm1', cardToken: 'a'.repeat(32) },
    programmeId: 'demo',
    programmeVersion: 1,
    tierId: null,
    currency: 'EUR',
    lines: [],
    totalMinor: 0,
    accrualPoints: 12,
    redemption: {
      points: 100,
      valueMinor: 100,
      authorisation: { kind: 'hold', holdId: '00000000-0000-7000-8000-000000000000' },
    },
  },
  {
    terminalId: 't1',
    storeId: 's1',
    head: GENESIS_HEAD,
    uuid: '00000000-0000-7000-8000-000000000000',
    occurredAt: '2026-11-22T09:30:00.000Z',
    businessDate: '2026-11-22',
    clock: UNMEASURED_CLOCK,
  },
);

describe('memberDeltaPoints', () => {
  it('is what was earned less what was redeemed', () => {
    expect(memberDeltaPoints(body)).toBe(-88);
    expect(memberDeltaPoints({ ...body, redemption: null })).toBe(12);
  });

  it('is nothing without a known member', () => {
    expect(memberDeltaPoints({ ...body, member: null })).toBe(0);
    const noted = { kind: 'unknownCard', cardToken: 'a'.repeat(32) } as const;
    expect(memberDeltaPoints({ ...body, member: noted })).toBe(0);
  });
});

describe('transactionIdOf', () => {
  it('keeps the ids of two terminals apart', () => {
    const uuid = '00000000-0000-7000-8000-000000000000';
    expect(transactionIdOf('t1', uuid)).not.toBe(transactionIdOf('t2', uuid));
  });
});
