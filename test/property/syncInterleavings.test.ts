import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelLedger } from '../support/modelLedger.ts';
import { KitJournal, openReplica, startKitSync } from '../support/replicaKit.ts';
import { inStep, pushed, shown } from '../support/syncKit.ts';

const MEMBERS = 4;
const member = fc.integer({ min: 0, max: MEMBERS - 1 });

/** What may happen at a till and around it, in any order. */
const event = fc.oneof(
  fc.record({
    kind: fc.constant('sale' as const),
    member,
    earned: fc.integer({ min: 0, max: 50 }),
    spent: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({
    kind: fc.constant('credit' as const),
    member,
    points: fc.integer({ min: -30, max: 30 }),
  }),
  fc.record({
    kind: fc.constant('fault' as const),
    operation: fc.constantFrom('push' as const, 'pullAccounts' as const, 'pullPages' as const),
    fault: fc.constantFrom('lostRequest' as const, 'lostAnswer' as const),
  }),
  fc.record({ kind: fc.constant('announce' as const) }),
  fc.record({ kind: fc.constant('refill' as const) }),
  fc.record({ kind: fc.constant('offline' as const) }),
  fc.record({ kind: fc.constant('online' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 5 }) }),
);

describe('a replica in sync', () => {
  it('shows confirmed plus own unapplied points at every moment, and the ledger’s balance in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
        const ledger = new ModelLedger(MEMBERS);
        const replica = await openReplica();
        const sync = await startKitSync(replica, ledger.transport);
        const journal = new KitJournal();
        try {
          await inStep(sync);
          /** What the own sales came to, whatever the ledger has heard of them. */
          const own = new Map<number, number>();
          let foreign = false;
          for (const happening of events) {
            switch (happening.kind) {
              case 'sale': {
                const { earned, spent } = happening;
                const { memberId = '' } = ledger.members[happening.member] ?? {};
                const sale = { memberId, accrualPoints: earned, redemptionPoints: spent };
                await replica.transactions.insert([journal.sell(sale)]);
                own.set(happening.member, (own.get(happening.member) ?? 0) + earned - spent);
                break;
              }
              case 'credit':
                ledger.credit(happening.member, happening.points);
                foreign = true;
                break;
              case 'fault':
                ledger.disturb(happening.operation, { kind: happening.fault });
                break;
              case 'announce':
                ledger.announce(['accounts']);
                break;
              case 'refill':
                ledger.cut += 1;
                await sync.refill();
                break;
              case 'offline':
                ledger.setOnline(false);
                break;
              case 'online':
                ledger.setOnline(true);
                break;
              case 'wait':
                await new Promise((resolve) => setTimeout(resolve, happening.ms));
                break;
            }
            for (let index = 0; index < MEMBERS && !foreign; index += 1) {
              const expected = 1000 + index + (own.get(index) ?? 0);
              expect(await shown(replica, ledger, index)).toBe(expected);
            }
          }
          ledger.setOnline(true);
          await pushed(sync);
          ledger.announce(['accounts', 'pages']);
          await inStep(sync);
          expect(ledger.posted).toEqual(journal.sealed.map(({ body }) => body.sequence));
          for (const [index, { balancePoints }] of ledger.members.entries()) {
            expect(await shown(replica, ledger, index)).toBe(balancePoints);
          }
        } finally {
          await sync.close();
          await replica.close();
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
