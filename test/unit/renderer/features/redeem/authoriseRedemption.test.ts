import { describe, expect, it } from 'vitest';
import { demoProgramme } from '../../../../../src/ledger/demonstration/demoChain.ts';
import {
  authoriseRedemption,
  type RedeemRequest,
} from '../../../../../src/renderer/features/redeem/authoriseRedemption.ts';
import type { HoldOutcome } from '../../../../../src/renderer/features/redeem/holdDesk.ts';

const NOW_MS = Date.parse('2026-11-22T10:00:00.000Z');
const lease = {
  leaseId: '00000000-0000-4000-8000-000000000001',
  memberId: 'M1',
  points: 600,
  spentPoints: 0,
  appliedSequence: 0,
  state: 'live',
  expiresAt: '2026-11-22T20:00:00.000Z',
} as const;
const request: RedeemRequest = {
  points: 400,
  totalMinor: 5000,
  programme: demoProgramme,
  member: {
    view: {
      cardToken: '0'.repeat(32),
      memberId: 'M1',
      displayName: 'Ada L.',
      cardLabel: '•••• 0001',
      tierId: 'basic',
      status: 'active',
      balancePoints: 1000,
      asOf: '2026-11-22T09:59:00.000Z',
      appliedSequence: 0,
    },
    balance: {
      confirmedPoints: 1000,
      provisionalPoints: 0,
      shownPoints: 1000,
      redeemablePoints: 1000,
      unsettledRedemptionPoints: 0,
    },
    unconfirmedSales: 0,
  },
  online: false,
  stalenessMs: 60_000,
  nowMs: NOW_MS,
};

async function decide(changes: Partial<RedeemRequest>, ledger: HoldOutcome = { kind: 'noAnswer' }) {
  const asked: number[] = [];
  const desk = {
    place: (_memberId: string, points: number) => {
      asked.push(points);
      return Promise.resolve(ledger);
    },
    release: () => undefined,
  };
  const decided = await authoriseRedemption(desk, { ...request, ...changes });
  const outcome = decided.ok ? decided.value.authorisation.kind : decided.error.code;
  return { outcome, asked: asked.length };
}

describe('a redemption in the mode online', () => {
  it('needs a hold and is refused in words where there is no answer', async () => {
    const mode = 'online';
    expect(await decide({ mode, online: true }, { kind: 'held', holdId: 'h' })).toEqual({
      outcome: 'hold',
      asked: 1,
    });
    expect(await decide({ mode })).toEqual({ outcome: 'onlineOnly', asked: 0 });
    expect(await decide({ mode, online: true })).toEqual({ outcome: 'onlineOnly', asked: 1 });
  });
});

describe('a redemption in the mode standIn', () => {
  it('is authorised by the terminal itself, within every limit', async () => {
    expect((await decide({})).outcome).toBe('standIn');
    expect((await decide({ points: 600 })).outcome).toBe('aboveFloorLimit');
    const standIn = { ...demoProgramme.standIn, transactionLimitPoints: 300 };
    expect((await decide({ programme: { ...demoProgramme, standIn } })).outcome).toBe(
      'aboveTransactionLimit',
    );
    const ofDay = { ...demoProgramme.standIn, terminalDayLimitPoints: 1000 };
    const programme = { ...demoProgramme, standIn: ofDay };
    expect((await decide({ programme, terminalDayPoints: 700 })).outcome).toBe(
      'aboveTerminalDayLimit',
    );
  });

  it('spends from no lease', async () => {
    expect((await decide({ lease: { lease, leftPoints: 600 } })).outcome).toBe('standIn');
  });
});

describe('a redemption in the mode allotment', () => {
  const mode = 'allotment';

  it('is spent from the lease without asking the ledger, online too', async () => {
    for (const online of [true, false]) {
      expect(await decide({ mode, online, lease: { lease, leftPoints: 600 } })).toEqual({
        outcome: 'allotment',
        asked: 0,
      });
    }
  });

  it('takes a hold for more than the lease has, and nothing where the ledger is silent', async () => {
    const rights = { mode, lease: { lease, leftPoints: 300 } } as const;
    expect(await decide({ ...rights, online: true }, { kind: 'held', holdId: 'h' })).toEqual({
      outcome: 'hold',
      asked: 1,
    });
    expect((await decide({ ...rights, online: true })).outcome).toBe('aboveLease');
    expect((await decide(rights)).outcome).toBe('aboveLease');
  });

  it('never stands in: without a lease, with a recalled or a lapsed one it says so', async () => {
    expect((await decide({ mode })).outcome).toBe('noLease');
    const recalled = { ...lease, state: 'recalled' as const };
    expect((await decide({ mode, lease: { lease: recalled, leftPoints: 600 } })).outcome).toBe(
      'leaseRecalled',
    );
    const nowMs = Date.parse(lease.expiresAt) - 60_000;
    expect((await decide({ mode, nowMs, lease: { lease, leftPoints: 600 } })).outcome).toBe(
      'leaseLapsed',
    );
  });

  it('refuses a member who is blocked, whatever the lease says', async () => {
    const view = { ...request.member.view, status: 'blocked' as const };
    const member = { ...request.member, view };
    const rights = { mode, member, lease: { lease, leftPoints: 600 } } as const;
    expect(await decide({ ...rights, online: true })).toEqual({
      outcome: 'memberBlocked',
      asked: 0,
    });
  });
});
