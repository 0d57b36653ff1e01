import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SaleBody } from '../../src/domain/transaction.ts';
import { MemberBook } from '../../src/ledger/lots/memberBook.ts';
import type { LedgerEntry } from '../../src/ledger/posting/ledgerEntry.ts';
import { planReturn, type OriginalSale } from '../../src/ledger/posting/planReturn.ts';
import { planSale } from '../../src/ledger/posting/planSale.ts';
import { anySaleDraft, bodyOf, programme } from '../support/domainArbitraries.ts';

const NOW_MS = Date.parse('2026-11-23T00:00:00.000Z');

/** Any lines of a sale and of none, any number of pieces. */
const returns = fc.array(
  fc.uniqueArray(
    fc.record({
      lineNumber: fc.integer({ min: 1, max: 14 }),
      quantity: fc.integer({ min: 1, max: 60 }),
    }),
    { selector: ({ lineNumber }) => lineNumber, minLength: 1, maxLength: 6 },
  ),
  { maxLength: 8 },
);

function bookWith(activePoints: number): MemberBook {
  const lot = {
    lotId: 'opening',
    earnedAtMs: 0,
    vestsAtMs: 0,
    expiresAtMs: null,
    vested: true,
    earnedPoints: activePoints,
    remainingPoints: activePoints,
    expiredPoints: 0,
  };
  const accounts = {
    memberId: 'm1',
    status: 'active',
    activePoints,
    heldPoints: 0,
    pendingPoints: 0,
    overdraftPoints: 0,
    forfeitedPoints: 0,
  } as const;
  return new MemberBook(accounts, [lot]);
}

const postedTo = (entries: readonly LedgerEntry[], account: string): number =>
  entries
    .flatMap(({ postings }) => postings)
    .reduce((sum, line) => sum + (line.account === account ? line.points : 0), 0);

describe('posting returns of any sale that a terminal may have sealed', () => {
  it('never fails, and with the last piece leaves nothing of what the sale spent and earned', () => {
    fc.assert(
      fc.property(
        programme,
        anySaleDraft,
        fc.integer({ min: 0, max: 5000 }),
        returns,
        (rules, draft, activePoints, all) => {
          const book = bookWith(activePoints);
          const cardToken = 'a'.repeat(32);
          const member = { kind: 'member', memberId: 'm1', cardToken } as const;
          const body: SaleBody = bodyOf({ ...draft, member }, { sequence: 1 });
          const sale = planSale(body, book, null, rules, NOW_MS);
          const spent = (sale.entries[0]?.movements ?? []).filter(
            ({ reason }) => reason === 'spent',
          );
          let original: OriginalSale = {
            body,
            memberId: 'm1',
            programme: rules,
            returned: new Map(),
            restorable: new Map(spent.map(({ lotId, points }) => [lotId, -points])),
          };
          const entries: LedgerEntry[] = [...sale.entries];
          const everything = body.lines.map(({ lineNumber, quantity }) => ({
            lineNumber,
            quantity,
          }));
          for (const [index, lines] of [...all, everything].entries()) {
            const back = bodyOf(
              {
                kind: 'return' as const,
                operatorId: 'op-1',
                member,
                programmeId: body.programmeId,
                programmeVersion: body.programmeVersion,
                currency: body.currency,
                originalTransactionId: body.transactionId,
                reasonCode: 'unwanted',
                lines,
                refundMinor: 0,
                settledBy: 'ledger' as const,
                reversedAccrualPoints: 0,
                restoredRedemptionPoints: 0,
              },
              { sequence: index + 2 },
            );
            const plan = planReturn(back, original, book, NOW_MS);
            original = plan.original;
            entries.push(...(plan.entry === null ? [] : [plan.entry]));
            const isCut = plan.exceptions.some(({ reason }) => reason === 'overReturned');
            const counted = plan.lines.reduce((sum, { quantity }) => sum + quantity, 0);
            const asked = lines.reduce((sum, { quantity }) => sum + quantity, 0);
            expect(isCut).toBe(counted < asked);
          }
          for (const { postings } of entries) {
            expect(postings.reduce((sum, { points }) => sum + points, 0)).toBe(0);
          }
          // With the last piece, all that was issued, corrected and redeemed has come back.
          const issued =
            postedTo(entries, 'programme:issued') + postedTo(entries, 'programme:adjustment');
          expect(Math.abs(issued)).toBe(0);
          expect(postedTo(entries, 'programme:redeemed')).toBe(0);
          const { overdraftPoints } = book.accounts;
          expect(postedTo(entries, 'programme:overdraft')).toBe(
            overdraftPoints === 0 ? 0 : -overdraftPoints,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
