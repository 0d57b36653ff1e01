import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authoriseStandIn,
  effectiveFloorLimitPoints,
  worstOverspend,
} from '../../src/domain/authorisation.ts';
import { shownBalance } from '../../src/domain/balance.ts';
import type { SaleBody } from '../../src/domain/transaction.ts';

/** One member's points at a ledger and at terminals that are offline whenever they like. */
class Chain {
  /** The ledger's balance; the goods have left, so that it goes below zero. */
  ledgerPoints: number;
  readonly terminals: Terminal[];
  readonly floorLimitPoints: number;

  constructor(openingPoints: number, terminals: number, floorLimitPoints: number) {
    this.ledgerPoints = openingPoints;
    this.floorLimitPoints = floorLimitPoints;
    this.terminals = Array.from({ length: terminals }, () => ({
      journal: [],
      pushed: 0,
      account: { memberId: 'm1', balancePoints: openingPoints, appliedSequence: 0 },
    }));
  }

  /** Redeems offline, if the rules let this terminal. */
  redeem(terminal: Terminal, points: number): void {
    const shown = shownBalance(terminal.account, terminal.journal);
    const allowed = authoriseStandIn(
      { floorLimitPoints: this.floorLimitPoints, maximumStalenessMs: 1000 },
      {
        points,
        memberStatus: 'active',
        redeemablePoints: shown.redeemablePoints,
        unsettledRedemptionPoints: shown.unsettledRedemptionPoints,
        terminalDayPoints: 0,
        stalenessMs: 0,
      },
    );
    if (allowed.ok) {
      terminal.journal.push(redemptionOf(points, terminal.journal.length + 1));
    }
  }

  /** The ledger posts what it has not posted of this terminal. */
  push(terminal: Terminal): void {
    for (const body of terminal.journal.slice(terminal.pushed)) {
      this.ledgerPoints -= body.redemption?.points ?? 0;
    }
    terminal.pushed = terminal.journal.length;
  }

  /** The terminal learns the balance, with how much of its own is in it. */
  pull(terminal: Terminal): void {
    terminal.account = {
      memberId: 'm1',
      balancePoints: this.ledgerPoints,
      appliedSequence: terminal.pushed,
    };
  }
}

interface Terminal {
  readonly journal: SaleBody[];
  pushed: number;
  account: {
    readonly memberId: string;
    readonly balancePoints: number;
    readonly appliedSequence: number;
  };
}

function redemptionOf(points: number, sequence: number): SaleBody {
  return {
    kind: 'sale',
    operatorId: 'op-1',
    member: { kind: 'member', memberId: 'm1', cardToken: '0'.repeat(32) },
    programmeId: 'demo',
    programmeVersion: 1,
    tierId: null,
    currency: 'EUR',
    lines: [],
    totalMinor: 0,
    accrualPoints: 0,
    redemption: {
      points,
      valueMinor: 0,
      authorisation: {
        kind: 'standIn',
        floorLimitPoints: 0,
        confirmedPoints: 0,
        asOf: '2026-11-22T09:00:00.000Z',
      },
    },
    format: 1,
    transactionId: `t1:${sequence}`,
    terminalId: 't1',
    storeId: 's1',
    sequence,
    previousHash: '0'.repeat(64),
    occurredAt: '2026-11-22T09:30:00.000Z',
    businessDate: '2026-11-22',
  };
}

const step = fc.record({
  action: fc.constantFrom('redeem', 'redeem', 'redeem', 'push', 'pull', 'earn'),
  terminal: fc.nat({ max: 5 }),
  points: fc.integer({ min: 1, max: 400 }),
});
const steps = fc.array(step, { minLength: 1, maxLength: 60 });

function play(
  chain: Chain,
  sequence: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
): void {
  for (const { action, terminal, points } of sequence) {
    const chosen = chain.terminals[terminal % chain.terminals.length]!;
    switch (action) {
      case 'redeem':
        chain.redeem(chosen, points);
        break;
      case 'push':
        chain.push(chosen);
        break;
      case 'pull':
        chain.pull(chosen);
        break;
      case 'earn':
        chain.ledgerPoints += points;
        break;
    }
  }
}

describe('invariant 5: bounded overspend', () => {
  it('never exceeds floor limit × terminals, however terminals lose and find the ledger', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 300 }),
        (sequence, opening, terminals, floorLimitPoints) => {
          const chain = new Chain(opening, terminals, floorLimitPoints);
          play(chain, sequence);
          for (const terminal of chain.terminals) {
            chain.push(terminal);
          }
          const rule = { floorLimitPoints, maximumStalenessMs: 1000 };
          const { memberPoints } = worstOverspend('standIn', rule, terminals);
          expect(Math.max(0, -chain.ledgerPoints)).toBeLessThanOrEqual(memberPoints);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('keeps each terminal’s unsettled redemptions within the floor limit at every moment', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 300 }), (sequence, floorLimitPoints) => {
        const chain = new Chain(1000, 3, floorLimitPoints);
        for (const one of sequence) {
          play(chain, [one]);
          for (const terminal of chain.terminals) {
            const shown = shownBalance(terminal.account, terminal.journal);
            expect(shown.unsettledRedemptionPoints).toBeLessThanOrEqual(floorLimitPoints);
          }
        }
      }),
    );
  });

  it('reaches its bound, so that the number shown to a manager is not a larger one than need be', () => {
    const chain = new Chain(300, 4, 300);
    for (const terminal of chain.terminals) {
      chain.redeem(terminal, 300);
    }
    for (const terminal of chain.terminals) {
      chain.push(terminal);
    }
    expect(-chain.ledgerPoints).toBe(3 * 300);
  });

  it('never authorises more at a terminal than its limit of a day, whoever the members are', () => {
    const wish = fc.record({
      points: fc.integer({ min: 1, max: 500 }),
      stalenessMs: fc.integer({ min: -1200, max: 1200 }),
      redeemablePoints: fc.integer({ min: 0, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40 }), fc.nat({ max: 900 }), (wishes, limit) => {
        const rule = {
          floorLimitPoints: 300,
          maximumStalenessMs: 1000,
          transactionLimitPoints: 250,
          terminalDayLimitPoints: limit,
        };
        let terminalDayPoints = 0;
        for (const one of wishes) {
          const asked = {
            ...one,
            memberStatus: 'active' as const,
            unsettledRedemptionPoints: 0,
            terminalDayPoints,
          };
          if (authoriseStandIn(rule, asked).ok) {
            terminalDayPoints += one.points;
            expect(one.points).toBeLessThanOrEqual(250);
            expect(one.points).toBeLessThanOrEqual(one.redeemablePoints);
            expect(Math.abs(one.stalenessMs)).toBeLessThan(1000);
          }
        }
        expect(terminalDayPoints).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('has a limit that only falls as the replica grows older, to nothing', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 10_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.nat({ max: 20_000 }),
        fc.nat({ max: 20_000 }),
        (floorLimitPoints, maximumStalenessMs, first, second) => {
          const at = (ageMs: number) =>
            effectiveFloorLimitPoints({ floorLimitPoints, maximumStalenessMs }, ageMs);
          const [younger, older] = [Math.min(first, second), Math.max(first, second)];
          expect(at(older)).toBeLessThanOrEqual(at(younger));
          expect(at(younger)).toBeLessThanOrEqual(floorLimitPoints);
          expect(at(maximumStalenessMs)).toBe(0);
        },
      ),
    );
  });
});
