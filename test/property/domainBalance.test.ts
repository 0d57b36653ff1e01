import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownBalance } from '../../src/domain/balance.ts';
import { memberDeltaPoints, redemptionOf } from '../../src/domain/transaction.ts';
import { bodyOf, transactionDraft } from '../support/domainArbitraries.ts';

const history = fc
  .array(transactionDraft, { maxLength: 20 })
  .map((drafts) => drafts.map((draft, index) => bodyOf(draft, { sequence: index + 1 })));
const memberId = fc.constantFrom('m1', 'm2', 'm3');
const opening = fc.integer({ min: -10_000, max: 100_000 });

describe('the balance shown', () => {
  it('is the same wherever the ledger stands in the terminal’s history', () => {
    fc.assert(
      fc.property(history, memberId, opening, (bodies, member, openingPoints) => {
        const mine = bodies.filter(
          ({ member: whose }) => whose?.kind === 'member' && whose.memberId === member,
        );
        let applied = openingPoints;
        const final = openingPoints + mine.reduce((sum, body) => sum + memberDeltaPoints(body), 0);
        for (let sequence = 0; sequence <= bodies.length; sequence += 1) {
          const justApplied = mine.find((body) => body.sequence === sequence);
          applied += justApplied === undefined ? 0 : memberDeltaPoints(justApplied);
          const account = { memberId: member, balancePoints: applied, appliedSequence: sequence };
          expect(shownBalance(account, bodies).shownPoints).toBe(final);
        }
      }),
    );
  });

  it('does not depend on the order in which transactions are found', () => {
    fc.assert(
      fc.property(
        history.chain((bodies) =>
          fc.tuple(
            fc.constant(bodies),
            fc.shuffledSubarray(bodies, { minLength: bodies.length }),
            fc.nat({ max: bodies.length }),
          ),
        ),
        memberId,
        opening,
        ([bodies, shuffled, appliedSequence], member, balancePoints) => {
          const account = { memberId: member, balancePoints, appliedSequence };
          expect(shownBalance(account, shuffled)).toEqual(shownBalance(account, bodies));
        },
      ),
    );
  });

  it('offers no provisional point for redemption, and takes off every unsettled one', () => {
    fc.assert(
      fc.property(history, memberId, opening, fc.nat({ max: 20 }), (bodies, member, points, at) => {
        const account = { memberId: member, balancePoints: points, appliedSequence: at };
        const shown = shownBalance(account, bodies);
        const unsettled = bodies
          .filter(({ member: whose }) => whose?.kind === 'member' && whose.memberId === member)
          .filter((body) => body.sequence > at)
          .reduce((sum, body) => sum + (redemptionOf(body)?.points ?? 0), 0);
        expect(shown.unsettledRedemptionPoints).toBe(unsettled);
        // What earlier sales earned or returns gave waits; what returns take back beyond that does not.
        const taken = Math.max(0, -(shown.provisionalPoints + unsettled));
        expect(shown.redeemablePoints).toBe(Math.max(0, points - unsettled - taken));
        expect(shown.confirmedPoints + shown.provisionalPoints).toBe(shown.shownPoints);
      }),
    );
  });

  it('gives nothing to a card that is not yet known', () => {
    fc.assert(
      fc.property(history, (bodies) => {
        const unknown = bodies.filter((body) => body.member?.kind !== 'member');
        expect(unknown.map(memberDeltaPoints).every((delta) => delta === 0)).toBe(true);
      }),
    );
  });
});
