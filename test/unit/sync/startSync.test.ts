import { afterEach, describe, expect, it } from 'vitest';
import { memoryReplicaStorage } from '../../../src/replica/memoryStorage.ts';
import { ModelLedger } from '../../support/modelLedger.ts';
import { freshName, openReplica, startKitSync } from '../../support/replicaKit.ts';
import { asked, inStep, shown, syncBench } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const { open, closeAll } = syncBench();
afterEach(closeAll);

describe('the first fill', () => {
  it('brings every member, and tells how far it is', async () => {
    const ledger = new ModelLedger(40);
    ledger.bits = 3;
    const { replica, sync } = await open(ledger);
    const seen: number[] = [];
    sync.state.subscribe(() => {
      const { fill } = sync.state.current();
      if (fill !== null) {
        expect(fill).toMatchObject({ pagesTotal: 8, cardsTotal: 40 });
        seen.push(fill.pagesDone);
      }
    });
    await inStep(sync);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(seen.at(-1)).toBe(8);
    expect(sync.state.current().fill).toBeNull();
    for (const [index, { balancePoints }] of ledger.members.entries()) {
      expect(await shown(replica, ledger, index)).toBe(balancePoints);
    }
  });

  it('goes on where it was after a restart in its middle', async () => {
    const ledger = new ModelLedger(40);
    ledger.bits = 5;
    const storage = memoryReplicaStorage();
    const name = freshName();
    const first = await openReplica(storage, name);
    const broken = await startKitSync(first, ledger.transport);
    await waitUntil('half a fill', () => (broken.state.current().fill?.pagesDone ?? 0) >= 16);
    await broken.close();
    await first.close();
    const before = asked(ledger, 'pullPages');
    const { replica, sync } = await open(ledger, await openReplica(storage, name));
    await inStep(sync);
    expect(asked(ledger, 'pullPages') - before).toBeLessThanOrEqual(10);
    expect(await shown(replica, ledger, 39)).toBe(ledger.members[39]?.balancePoints);
    expect(await shown(replica, ledger, 0)).toBe(ledger.members[0]?.balancePoints);
  });

  it('starts over when the ledger cuts its pages anew in the middle', async () => {
    const ledger = new ModelLedger(40);
    ledger.bits = 3;
    const other = {
      generation: 'cut7',
      bits: 1,
      pages: [],
      totalCards: 40,
      checkpoint: '7:1:2:0',
      done: true,
      accountsCheckpoint: '0',
    };
    ledger.disturb('pullPages', { kind: 'none' }, { kind: 'answer', value: other });
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    expect(replica.state.current()).toMatchObject({
      fillNumber: 2,
      generation: { bits: 3, generation: 'cut1#2' },
    });
    expect(await shown(replica, ledger, 20)).toBe(ledger.members[20]?.balancePoints);
  });

  it('does not take nonsense for pages: says so, and asks again', async () => {
    const ledger = new ModelLedger(10);
    ledger.disturb(
      'pullPages',
      { kind: 'answer', value: { hello: 'world' } },
      { kind: 'answer', value: '<html>' },
    );
    const { replica, sync } = await open(ledger);
    const problems: string[] = [];
    sync.state.subscribe(() => problems.push(sync.state.current().problem?.kind ?? 'none'));
    await inStep(sync);
    expect(problems).toContain('badAnswer');
    expect(sync.state.current().problem).toBeNull();
    expect(await shown(replica, ledger, 3)).toBe(1003);
  });
});

describe('a new generation', () => {
  it('leaves the old one readable until it is complete, then drops what it covers', async () => {
    const ledger = new ModelLedger(40);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    ledger.credit(5, 50);
    ledger.announce(['accounts']);
    await waitUntil('the single', () => replica.members.changes.current() > 1);
    await inStep(sync);
    ledger.cut = 2;
    ledger.bits = 3;
    ledger.disturb('pullPages', { kind: 'lostRequest' });
    await sync.refill();
    while (replica.state.current().generation?.generation === 'cut1#1') {
      expect(await shown(replica, ledger, 5)).toBe(1055);
      expect(await shown(replica, ledger, 39)).toBe(1039);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await waitUntil('housekeeping', () => replica.state.current().retired === null);
    await inStep(sync);
    expect(replica.state.current().generation).toMatchObject({
      generation: 'cut2#2',
      slot: 'b',
      bits: 3,
    });
    expect(await replica.collections.memberSingles.count().exec()).toBe(0);
    const pages = await replica.collections.memberPages.find().exec();
    const full = pages.filter((page) => page.count > 0).map((page) => page.pageId[0]);
    expect(new Set(full)).toEqual(new Set(['b']));
    expect(await shown(replica, ledger, 5)).toBe(1055);
  });

  it('is asked for when the ledger cannot go on from the checkpoint', async () => {
    const ledger = new ModelLedger(10);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    ledger.refillAbove = 0;
    ledger.cut = 2;
    ledger.credit(1, 5);
    ledger.announce(['accounts']);
    await waitUntil('the new pages', () => replica.state.current().generation?.fillNumber === 2);
    await inStep(sync);
    expect(await shown(replica, ledger, 1)).toBe(1006);
  });

  it('is asked for when a page turns out to be damaged', async () => {
    const ledger = new ModelLedger(10);
    ledger.bits = 0;
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    const page = await replica.collections.memberPages.findOne().exec(true);
    await page.incrementalPatch({ rows: 'gone' });
    await replica.members.memberByToken(ledger.members[1]?.cardToken ?? '');
    await waitUntil('the new pages', () => replica.state.current().generation?.fillNumber === 2);
    expect(await shown(replica, ledger, 1)).toBe(1001);
    expect(replica.members.damage.current()).toBeNull();
  });
});

describe('pulling accounts', () => {
  it('follows what the ledger announces', async () => {
    const ledger = new ModelLedger(10);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    for (const index of [0, 1, 2, 3, 4, 5, 6]) {
      ledger.credit(index, 100);
    }
    ledger.announce(['accounts']);
    expect(sync.state.current().phase).toBe('behind');
    await inStep(sync);
    for (const index of [0, 3, 6, 9]) {
      expect(await shown(replica, ledger, index)).toBe(ledger.members[index]?.balancePoints);
    }
  });

  it('asks now and then without being told', async () => {
    const ledger = new ModelLedger(10);
    const { replica, sync, timers } = await open(ledger);
    await inStep(sync);
    ledger.credit(4, 1);
    const before = asked(ledger, 'pullAccounts');
    timers.fireLong();
    await waitUntil('the pull', () => asked(ledger, 'pullAccounts') > before);
    await waitUntil('the change', () => replica.members.changes.current() > 1);
    expect(await shown(replica, ledger, 4)).toBe(1005);
  });

  it('catches up when the connection comes back, and says offline until then', async () => {
    const ledger = new ModelLedger(10);
    const { replica, sync } = await open(ledger);
    await inStep(sync);
    ledger.setOnline(false);
    expect(sync.state.current().phase).toBe('offline');
    ledger.credit(4, 1);
    expect(await shown(replica, ledger, 4)).toBe(1004);
    ledger.setOnline(true);
    await inStep(sync);
    expect(await shown(replica, ledger, 4)).toBe(1005);
  });
});

describe('closing', () => {
  it('ends all waiting and changes nothing any more', async () => {
    const ledger = new ModelLedger(10);
    ledger.setOnline(false);
    const replica = await openReplica();
    const sync = await startKitSync(replica, ledger.transport);
    await waitUntil('a try', () => ledger.asked.length > 0);
    await sync.close();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(sync.state.current().phase).toBe('closed');
    const before = ledger.asked.length;
    ledger.setOnline(true);
    ledger.announce(['accounts', 'reference']);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(ledger.asked.length - before).toBe(0);
    await replica.close();
  });
});
