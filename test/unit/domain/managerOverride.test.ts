import { describe, expect, it } from 'vitest';
import { isOverridable, overrideText } from '../../../src/domain/managerOverride.ts';

const terms = {
  operatorId: 'O05',
  reasonCode: 'goodwill',
  terminalId: 'T0101',
  transactionId: 'T0101:00000000-0000-7000-8000-000000000001',
  sequence: 7,
  memberId: 'M1',
  points: 900,
};

describe('a manager’s override', () => {
  it('is for what limits and a missing ledger refuse', () => {
    const limits = ['replicaStale', 'aboveFloorLimit', 'aboveTransactionLimit', 'onlineOnly'];
    const others = [
      'aboveTerminalDayLimit',
      'noLease',
      'leaseRecalled',
      'leaseLapsed',
      'aboveLease',
    ];
    expect([...limits, ...others].filter((code) => !isOverridable(code))).toEqual([]);
  });

  it('is never for a blocked member, for points that are not there, or against the ledger', () => {
    const never = ['memberBlocked', 'aboveBalance', 'ledgerRefused', 'belowMinimum', 'aboveTotal'];
    expect([...never, 'toString', ''].filter(isOverridable)).toEqual([]);
  });

  it('is signed for every one of its terms, whatever their order', () => {
    const changes: readonly Partial<typeof terms>[] = [
      { operatorId: 'O06' },
      { reasonCode: 'knownMember' },
      { terminalId: 'T0102' },
      { transactionId: 'T0101:00000000-0000-7000-8000-000000000002' },
      { sequence: 8 },
      { memberId: 'M2' },
      { points: 901 },
    ];
    const texts = [terms, ...changes.map((change) => ({ ...terms, ...change }))].map(overrideText);
    expect(new Set(texts).size).toBe(changes.length + 1);
    const { points, ...rest } = terms;
    expect(overrideText({ points, ...rest })).toBe(texts[0]);
  });
});
