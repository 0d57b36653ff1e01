import { afterEach, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/replica/replica.ts';
import { ModelLedger } from '../../support/modelLedger.ts';
import { KitJournal, openReplica } from '../../support/replicaKit.ts';
import { asked, inStep, pushed, sell, shown, syncBench } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const { open, closeAll } = syncBench();
afterEach(closeAll);

describe('pushing', () => {
  it('pushes in sequence whatever order the replica got them in', async () => {
    const ledger = new ModelLedger(3);
    const replica = await openReplica();
    const journal = new KitJournal();
    const sold = Array.from({ length: 250 }, () => journal.sell({ memberId: 'member-1' }));
    await replica.transactions.insert(sold.slice(120).reverse());
    await replica.transactions.insert(sold.slice(0, 120).reverse());
    const { sync } = await open(ledger, replica);
    await pushed(sync);
    expect(ledger.posted).toEqual(sold.map(({ body }) => body.sequence));
    expect(ledger.balanceOf('member-1')).toBe(1001 + 2500);
  });

  it('repeats after a lost answer, and each takes effect once', async () => {
    const ledger = new ModelLedger(3);
    const { replica, sync, timers } = await open(ledger);
    await inStep(sync);
    ledger.disturb('push', { kind: 'lostAnswer' }, { kind: 'lostRequest' }, { kind: 'lostAnswer' });
    const journal = new KitJournal();
    await sell(replica, journal, 'member-1');
    await pushed(sync);
    expect(ledger.posted).toEqual([1]);
    expect(timers.delaysMs.slice(-3)).toEqual([...timers.delaysMs.slice(-3)].sort((a, b) => a - b));
    await inStep(sync);
    expect(await shown(replica, ledger, 1)).toBe(1011);
  });

  it('goes on behind what a partly taken batch left', async () => {
    const ledger = new ModelLedger(3);
    const replica = await openReplica();
    const journal = new KitJournal();
    const [first, second] = [journal.sell(), journal.sell(), journal.sell()];
    await replica.transactions.insert(journal.sealed);
    const half = {
      results: [{ sequence: 1, outcome: 'posted' }],
      head: { sequence: 1, hash: first.hash },
      stopped: null,
    };
    ledger.disturb('push', { kind: 'answer', value: half });
    ledger.head = { sequence: 1, hash: first.hash };
    const { sync } = await open(ledger, replica);
    await pushed(sync);
    const pushes = ledger.asked.filter(({ operation }) => operation === 'push');
    expect(JSON.stringify(pushes[1]?.payload)).toContain(second.body.transactionId);
    expect(JSON.stringify(pushes[1]?.payload)).not.toContain(first.body.transactionId);
    expect(ledger.posted).toEqual([2, 3]);
  });

  it('pushes again from where the ledger has a gap', async () => {
    const ledger = new ModelLedger(3);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    const journal = new KitJournal();
    await sell(replica, journal, 'member-0');
    await sell(replica, journal, 'member-0');
    await replica.state.update(() => ({ acknowledgedSequence: 2 }));
    await pushed(sync);
    await closeAll();
    const restored = new ModelLedger(3);
    const other = await open(restored, await madeAnew(journal, 2));
    await sell(other.replica, journal, 'member-0');
    await waitUntil('the push', () => restored.posted.length === 3);
    expect(restored.posted).toEqual([1, 2, 3]);
    await pushed(other.sync);
    expect(other.sync.state.current().problem).toBeNull();
  });

  it.each([['idReused'], ['chainBroken'], ['rejected']])(
    'stops loudly at %s: nothing is dropped, nothing pushed past it',
    async (code) => {
      const ledger = new ModelLedger(3);
      const { replica, sync } = await open(ledger);
      await inStep(sync);
      const stop = {
        results: [],
        head: { sequence: 0, hash: '0'.repeat(64) },
        stopped: { sequence: 1, code, message: 'look at it', expectedSequence: 1 },
      };
      ledger.disturb(
        'push',
        ...Array.from({ length: 6 }, () => ({ kind: 'answer', value: stop }) as const),
      );
      const journal = new KitJournal();
      await sell(replica, journal, 'member-0');
      await waitUntil('the stop', () => sync.state.current().phase === 'stopped');
      await sell(replica, journal, 'member-0');
      await waitUntil('two pending', () => sync.state.current().pendingTransactions === 2);
      expect(sync.state.current().problem).toMatchObject({ kind: 'pushStopped', code });
      expect(sync.state.current().problem?.message).toContain('look at it');
      expect(ledger.posted).toEqual([]);
      const sequences = ledger.asked
        .filter(({ operation }) => operation === 'push')
        .map(({ payload }) => /"sequence":(\d+)/.exec(JSON.stringify(payload))?.[1]);
      expect(new Set(sequences)).toEqual(new Set(['1']));
    },
  );

  it('does not push past a transaction that the replica lacks', async () => {
    const ledger = new ModelLedger(3);
    const replica = await openReplica();
    const journal = new KitJournal();
    const [first, second] = [journal.sell(), journal.sell()];
    await replica.transactions.insert([second]);
    const { sync } = await open(ledger, replica);
    await waitUntil('the problem', () => sync.state.current().problem?.kind === 'localGap');
    expect(asked(ledger, 'push')).toBe(0);
    await replica.transactions.insert([first]);
    await pushed(sync);
    expect(ledger.posted).toEqual([1, 2]);
    expect(sync.state.current().problem).toBeNull();
  });

  it('skips what the ledger already has when the replica was made anew', async () => {
    const ledger = new ModelLedger(3);
    const first = await open(ledger);
    const journal = new KitJournal();
    for (let sale = 0; sale < 150; sale += 1) {
      journal.sell();
    }
    await first.replica.transactions.insert(journal.sealed);
    await pushed(first.sync);
    await closeAll();
    const before = asked(ledger, 'push');
    const second = await open(ledger, await madeAnew(journal, 0));
    await pushed(second.sync);
    expect(asked(ledger, 'push') - before).toBe(1);
    expect(ledger.posted).toHaveLength(150);
  });

  it('stops loudly where the ledger knows more of this terminal than the terminal', async () => {
    const ledger = new ModelLedger(3);
    const first = await open(ledger);
    const journal = new KitJournal();
    journal.sell();
    journal.sell();
    await first.replica.transactions.insert(journal.sealed);
    await pushed(first.sync);
    await closeAll();
    const restored = await openReplica();
    await restored.transactions.insert(journal.sealed.slice(0, 1));
    const second = await open(ledger, restored);
    await waitUntil('the stop', () => second.sync.state.current().phase === 'stopped');
    expect(second.sync.state.current().problem?.kind).toBe('ledgerAhead');
  });

  it('does not believe results above the head that the ledger names', async () => {
    const ledger = new ModelLedger(3);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    const untrue = {
      results: [
        { sequence: 1, outcome: 'posted' },
        { sequence: 2, outcome: 'duplicate' },
        { sequence: 77, outcome: 'posted' },
      ],
      head: { sequence: 0, hash: '0'.repeat(64) },
      stopped: null,
    };
    ledger.disturb('push', { kind: 'answer', value: untrue });
    const journal = new KitJournal();
    journal.sell();
    journal.sell();
    await replica.transactions.insert(journal.sealed);
    await pushed(sync);
    expect(ledger.posted).toEqual([1, 2]);
  });

  it('stops loudly where another computer sold under the same name', async () => {
    const ledger = new ModelLedger(3);
    const first = await open(ledger);
    const [journal, copy] = [new KitJournal(), new KitJournal()];
    await sell(first.replica, journal, 'member-0');
    await pushed(first.sync);
    await closeAll();
    const second = await open(ledger);
    ledger.disturb('push', {
      kind: 'answer',
      value: { results: [], head: ledger.head, stopped: null },
    });
    await sell(second.replica, copy, 'member-1');
    await waitUntil('the stop', () => second.sync.state.current().phase === 'stopped');
    expect(second.sync.state.current().problem).toMatchObject({ kind: 'ledgerAhead' });
    expect(second.sync.state.current().problem?.message).toContain('copy of its profile');
    expect(second.sync.state.current().pendingTransactions).toBe(1);
  });

  it('shows a refusal, and pushes on once it is lifted', async () => {
    const ledger = new ModelLedger(3);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    ledger.disturb('push', { kind: 'refused', code: 'terminalRevoked' });
    const phases: string[] = [];
    sync.state.subscribe(() => phases.push(sync.state.current().phase));
    await sell(replica, new KitJournal(), 'member-0');
    await pushed(sync);
    expect(phases).toContain('stopped');
    expect(ledger.posted).toEqual([1]);
  });

  it('goes on behind what the ledger put in quarantine, and says so', async () => {
    const ledger = new ModelLedger(3);
    const replica = await openReplica();
    const journal = new KitJournal();
    const [, second] = [journal.sell(), journal.sell(), journal.sell()];
    await replica.transactions.insert(journal.sealed);
    const head = { sequence: 2, hash: second.hash };
    ledger.disturb('push', {
      kind: 'answer',
      value: {
        results: [
          { sequence: 1, outcome: 'quarantined', reason: 'altered', message: 'it was altered' },
          { sequence: 2, outcome: 'posted' },
        ],
        head,
        stopped: null,
      },
    });
    ledger.head = head;
    const { sync } = await open(ledger, replica);
    await pushed(sync);
    expect(ledger.posted).toEqual([3]);
    expect(sync.state.current()).toMatchObject({ quarantinedTransactions: 1, problem: null });
  });

  it('takes the hash of a head in quarantine for no other computer’s', async () => {
    const ledger = new ModelLedger(3);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    const results = [{ sequence: 1, outcome: 'quarantined', reason: 'malformed' }];
    ledger.disturb('push', {
      kind: 'answer',
      value: {
        results,
        head: { sequence: 1, hash: 'f'.repeat(64), verified: false },
        stopped: null,
      },
    });
    await sell(replica, new KitJournal(), 'member-0');
    await pushed(sync);
    expect(sync.state.current()).toMatchObject({ quarantinedTransactions: 1, problem: null });
  });

  it('stops where the ledger says that this terminal was restored from an older copy', async () => {
    const ledger = new ModelLedger(3);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    const stopped = {
      sequence: 1,
      code: 'ledgerAhead',
      message: 'enrol it again',
      expectedSequence: 1,
    };
    const head = { sequence: 0, hash: '0'.repeat(64), verified: true };
    const value = { results: [{ sequence: 1, outcome: 'quarantined' }], head, stopped };
    ledger.disturb(
      'push',
      ...Array.from({ length: 6 }, () => ({ kind: 'answer', value }) as const),
    );
    await sell(replica, new KitJournal(), 'member-0');
    await waitUntil('the stop', () => sync.state.current().phase === 'stopped');
    expect(sync.state.current().problem).toMatchObject({
      kind: 'ledgerAhead',
      message: 'enrol it again',
    });
  });

  it('halves its batches where the ledger finds them too large', async () => {
    const ledger = new ModelLedger(3);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    ledger.disturb('push', { kind: 'refused', code: 'payloadTooLarge' });
    const journal = new KitJournal();
    for (let sale = 0; sale < 80; sale += 1) {
      journal.sell();
    }
    await replica.transactions.insert(journal.sealed);
    await pushed(sync);
    expect(ledger.posted).toHaveLength(80);
    expect(asked(ledger, 'push')).toBe(3);
  });
});

/** Another replica with the journal's transactions and a belief about the ledger. */
async function madeAnew(journal: KitJournal, acknowledgedSequence: number): Promise<Replica> {
  const replica = await openReplica();
  await replica.transactions.insert(journal.sealed);
  await replica.state.update(() => ({ acknowledgedSequence }));
  return replica;
}
