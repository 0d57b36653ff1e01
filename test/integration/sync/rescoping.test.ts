import { afterEach, beforeAll, expect, it } from 'vitest';
import { moveTerminal } from '../../../src/ledger/leases/moveTerminal.ts';
import { moveHomes } from '../../../src/ledger/leases/homeStore.ts';
import { createHoldDesk, RECALL_PAUSE_MS } from '../../../src/renderer/features/redeem/holdDesk.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import type { Sync } from '../../../src/sync/sync.ts';
import type { TestLedger } from '../../support/ledger.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newStore,
  newTerminal,
  recordOf,
  tamper,
} from '../../support/ledgerBackends.ts';
import { memberOf, spendFrom } from '../../support/ledgerLeases.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';
import { ledgerTransport, type TestTransport } from '../../support/ledgerTransport.ts';
import { openReplica, startKitSync } from '../../support/replicaKit.ts';
import { inStep } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

/** A till with a real replica and the real sync; the stream is the ledger's own announcements. RxDB allows one at a time. */
interface Till {
  readonly terminal: TestTerminal;
  readonly transport: TestTransport;
  readonly replica: Replica;
  readonly sync: Sync;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

async function openTill(ledger: TestLedger, storeId: string): Promise<Till> {
  const terminal = await newTerminal(ledger, storeId);
  const transport = ledgerTransport(terminal);
  const replica = await openReplica();
  closers.push(() => replica.close());
  const sync = await startKitSync(replica, transport);
  closers.push(() => sync.close());
  const stop = ledger.context.changes.subscribe((topic) => transport.announce([topic]));
  closers.push(async () => {
    stop();
    return Promise.resolve();
  });
  await inStep(sync);
  return { terminal, transport, replica, sync };
}

/** A hold desk that waits for answers as long as they take, for the machine may be slow, and between requests `pauseMs`. */
const patientDesk = (transport: TestTransport, pauseMs: number) =>
  createHoldDesk({
    transport,
    ids: { uuid: () => crypto.randomUUID() },
    sleep: (durationMs) =>
      new Promise((resolve) => {
        if (durationMs === RECALL_PAUSE_MS) {
          setTimeout(resolve, pauseMs);
        }
      }),
  });

const leasesAt = ({ replica }: Till) =>
  replica.leases.all.current().map(({ lease }) => lease.memberId);
const exceptionsAt = ({ replica }: Till) =>
  replica.exceptions.open
    .current()
    .map(({ detail }) => detail)
    .sort();

/** A sale that is posted and flagged: who redeems by an unknown hold. */
async function flagged(terminal: TestTerminal, ledger: TestLedger): Promise<void> {
  const member = memberOf(await recordOf(ledger, 'M0000085'));
  const authorisation = { kind: 'hold', holdId: crypto.randomUUID() } as const;
  const redemption = { points: 200, valueMinor: 200, authorisation };
  await terminal.push([terminal.seal({ member, amountMinor: 1000, redemption })]);
}

const move = ({ terminal }: Till, ledger: TestLedger, storeId: string) =>
  ledger.context.sql.transaction('write', (session) =>
    moveTerminal(ledger.context, session, terminal.terminalId, storeId),
  );

describeOnBoth('what belongs to a store', (bench) => {
  beforeAll(() =>
    tamper(
      bench().ledger,
      `UPDATE programme SET document = document || '{"redemptionMode":"allotment"}'`,
    ),
  );

  it('leaves a till that moves to another store while it is offline, and the other store’s comes; and back again', async () => {
    const { ledger } = bench();
    const [here, there] = [await newStore(ledger), await newStore(ledger)];
    const till = await openTill(ledger, here);
    const [beside, far] = [await newTerminal(ledger, here), await newTerminal(ledger, there)];
    await flagged(beside, ledger);
    await flagged(beside, ledger);
    await flagged(far, ledger);
    await waitUntil('this store’s', () => exceptionsAt(till).length === 2);
    const ofHere = exceptionsAt(till);
    await moveHomes(ledger.context, [{ memberId: 'M0000091', storeId: here }]);
    await waitUntil('a lease', () => leasesAt(till).includes('M0000091'));

    till.transport.connect(false);
    expect(await move(till, ledger, there)).toEqual({ movedFrom: here, recalledLeases: 1 });
    // What was resolved in between leaves, too.
    await tamper(
      ledger,
      `UPDATE posting_exception SET status = 'resolved', resolution = 'acknowledged', resolved_by = 'test', resolved_at = now(),
              note = 'seen', change_xid = pg_current_xact_id()
        WHERE exception_id = (SELECT exception_id FROM posting_exception WHERE terminal_id = $1 ORDER BY sequence LIMIT 1)`,
      [beside.terminalId],
    );
    till.transport.connect(true);
    await waitUntil('the other store’s', () => exceptionsAt(till).length === 1);
    expect(ofHere).not.toContain(exceptionsAt(till)[0]);
    await waitUntil('no lease', () => !leasesAt(till).includes('M0000091'));

    await move(till, ledger, here);
    await waitUntil('what is open here', () => ofHere.includes(exceptionsAt(till)[0] ?? ''));
    expect(exceptionsAt(till)).toHaveLength(1);
    await waitUntil('the lease again', () => leasesAt(till).includes('M0000091'));
  });

  it('of a member who moves leaves the tills of the former store, also one that was offline and sold meanwhile', async () => {
    const { ledger } = bench();
    const [here, there] = [await newStore(ledger), await newStore(ledger)];
    const before = await recordOf(ledger, 'M0000092');
    await moveHomes(ledger.context, [{ memberId: 'M0000092', storeId: here }]);
    const till = await openTill(ledger, here);
    await waitUntil('a lease', () => leasesAt(till).includes('M0000092'));
    const [kept] = till.replica.leases.all.current();

    till.transport.connect(false);
    const sale = spendFrom(till.terminal, before, kept?.lease.leaseId ?? '', 200);
    await till.replica.transactions.insert([sale]);
    await moveHomes(ledger.context, [{ memberId: 'M0000092', storeId: there }]);
    expect(leasesAt(till)).toContain('M0000092');
    till.transport.connect(true);
    await waitUntil('no lease', () => leasesAt(till).length === 0);
    expect(await exceptionsOf(ledger, till.terminal.terminalId)).toEqual([]);
    const { heldPoints, balancePoints } = await recordOf(ledger, 'M0000092');
    expect([heldPoints, balancePoints]).toEqual([0, before.balancePoints - 200]);

    for (const close of closers.splice(0).reverse()) {
      await close();
    }
    const other = await openTill(ledger, there);
    await waitUntil('the lease at the new home', () => leasesAt(other).includes('M0000092'));
  });

  it('is called back for who wants it elsewhere: the hold desk of a till in another store waits and gets it', async () => {
    const { ledger } = bench();
    const [here, there] = [await newStore(ledger), await newStore(ledger)];
    await moveHomes(ledger.context, [{ memberId: 'M0000093', storeId: here }]);
    const { balancePoints } = await recordOf(ledger, 'M0000093');
    const till = await openTill(ledger, here);
    await waitUntil('a lease', () => leasesAt(till).includes('M0000093'));
    const asking = ledgerTransport(await newTerminal(ledger, there));
    const desk = patientDesk(asking, RECALL_PAUSE_MS);
    let recalls = 0;
    const held = await desk.place('M0000093', balancePoints, () => (recalls += 1));
    expect([held.kind, recalls]).toEqual(['held', 1]);
    expect(leasesAt(till)).not.toContain('M0000093');

    // A till that is offline gives nothing back: the cashier hears what is free, and that it may be offline.
    await moveHomes(ledger.context, [{ memberId: 'M0000094', storeId: here }]);
    till.sync.syncNow();
    await waitUntil('another lease', () => leasesAt(till).includes('M0000094'));
    till.transport.connect(false);
    const quick = patientDesk(asking, 1);
    const wanted = (await recordOf(ledger, 'M0000094')).balancePoints + 100;
    expect(await quick.place('M0000094', wanted)).toMatchObject({
      kind: 'refused',
      reason: 'pointsLeased',
    });
  });
});
