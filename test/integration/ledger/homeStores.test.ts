import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { fail, type Result } from '../../../src/domain/result.ts';
import { chainCommands } from '../../../src/ledger/admin/chainCommands.ts';
import { homeCommands } from '../../../src/ledger/admin/homeCommands.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { moveHomes } from '../../../src/ledger/leases/homeStore.ts';
import { mergeMembers } from '../../../src/ledger/merge/mergeMembers.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newStore,
  newTerminal,
  recordOf,
  tamper,
} from '../../support/ledgerBackends.ts';
import { newHoldId, type TestLedger } from '../../support/ledger.ts';
import { exchangeLeases, memberOf, spendFrom } from '../../support/ledgerLeases.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';

const HOUR_MS = 3_600_000;

async function homeOf(ledger: TestLedger, memberId: string): Promise<string | null> {
  const [row] = await ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      z.object({ home: z.string().nullable() }),
      'SELECT home_store_id AS home FROM member WHERE member_id = $1',
      [memberId],
    ),
  );
  return row?.home ?? null;
}

/** Runs one of the back office's commands. */
async function admin(
  { context }: TestLedger,
  name: string,
  words: readonly string[],
  options: Readonly<Record<string, string>> = {},
): Promise<Result<unknown, string>> {
  const command = [...homeCommands, ...chainCommands].find((one) => one.name === name);
  return command === undefined
    ? fail(`there is no command ${name}`)
    : command.run({ context, words, options, readSecret: () => Promise.resolve('') });
}

/** Two stores with a terminal each, nobody at home in either. */
async function twoStores(ledger: TestLedger) {
  const [oldHome, newHome] = [await newStore(ledger), await newStore(ledger)];
  return {
    oldHome,
    newHome,
    oldTill: await newTerminal(ledger, oldHome),
    newTill: await newTerminal(ledger, newHome),
  };
}

const leasedMembers = async (terminal: TestTerminal, served: string[] = []) =>
  (await exchangeLeases(terminal, { served })).leases.map(({ memberId, state }) => [
    memberId,
    state,
  ]);

describeOnBoth('home stores', (bench) => {
  beforeAll(() =>
    tamper(
      bench().ledger,
      `UPDATE programme SET document = document || '{"redemptionMode":"allotment"}'`,
    ),
  );

  it('are where the demonstration’s members are from, all over the chain', async () => {
    const { ledger } = bench();
    const homes = await Promise.all(
      ['M0000001', 'M0000002', 'M0000003'].map((id) => homeOf(ledger, id)),
    );
    expect(homes).toEqual(['S01', 'S02', 'S03']);
  });

  it('are the store of the first sale, and stay so when the member buys elsewhere', async () => {
    const { ledger } = bench();
    const { oldHome, oldTill, newTill } = await twoStores(ledger);
    await moveHomes(ledger.context, [{ memberId: 'M0000060', storeId: null }]);
    const member = memberOf(await recordOf(ledger, 'M0000060'));
    await oldTill.push([oldTill.seal({ member })]);
    expect(await homeOf(ledger, 'M0000060')).toBe(oldHome);
    await newTill.push([newTill.seal({ member }), newTill.seal({ member })]);
    expect(await homeOf(ledger, 'M0000060')).toBe(oldHome);
  });

  it('have their members’ points leased to their tills unasked, a few with each request', async () => {
    const { ledger } = bench();
    const storeId = await newStore(ledger);
    const till = await newTerminal(ledger, storeId);
    const members = Array.from(
      { length: 40 },
      (_, index) => `M${String(70 + index).padStart(7, '0')}`,
    );
    await moveHomes(
      ledger.context,
      members.map((memberId) => ({ memberId, storeId })),
    );
    const first = await leasedMembers(till);
    expect(first).toHaveLength(10);
    const second = await leasedMembers(till);
    expect(second.length).toBeGreaterThan(first.length);
    expect(members).toEqual(expect.arrayContaining(second.map(([memberId]) => memberId)));
  });

  it('of a member who moves are asked for what their tills have, and do not get it again for having served it', async () => {
    const { ledger, clock } = bench();
    const { oldHome, newHome, oldTill, newTill } = await twoStores(ledger);
    await moveHomes(ledger.context, [{ memberId: 'M0000061', storeId: oldHome }]);
    const before = await recordOf(ledger, 'M0000061');
    const [lease] = (await exchangeLeases(oldTill, {})).leases;
    expect(lease?.memberId).toBe('M0000061');

    expect(await moveHomes(ledger.context, [{ memberId: 'M0000061', storeId: newHome }])).toEqual({
      moved: 1,
      unchanged: 0,
      recalledLeases: 1,
      refused: [],
    });
    // Recalled, not taken away: what the till sold offline before it heard of it is posted as any other.
    const sale = spendFrom(oldTill, before, lease!.leaseId, 200);
    expect((await oldTill.push([sale])).results).toMatchObject([{ outcome: 'posted' }]);
    expect(await exceptionsOf(ledger, oldTill.terminalId)).toEqual([]);
    expect(await leasedMembers(oldTill)).toEqual([['M0000061', 'recalled']]);
    await exchangeLeases(oldTill, { givenBack: [lease!] });
    expect(await leasedMembers(oldTill, ['M0000061'])).toEqual([]);
    expect(await leasedMembers(newTill)).toEqual([['M0000061', 'live']]);
    clock.advance(8 * 24 * HOUR_MS);
    expect(await leasedMembers(oldTill, ['M0000061'])).toEqual([['M0000061', 'live']]);
  });

  it('are set for many at once: who or whose store is unknown is refused by place, the last word counts', async () => {
    const { ledger } = bench();
    const { oldHome, oldTill } = await twoStores(ledger);
    await moveHomes(ledger.context, [{ memberId: 'M0000062', storeId: oldHome }]);
    expect(await leasedMembers(oldTill)).toEqual([['M0000062', 'live']]);
    const moved = await moveHomes(ledger.context, [
      { memberId: 'M0000062', storeId: 'S99' },
      { memberId: 'nobody', storeId: oldHome },
      { memberId: 'M0000062', storeId: oldHome },
    ]);
    expect(moved).toMatchObject({ moved: 0, unchanged: 1, recalledLeases: 0 });
    expect(moved.refused.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('are set from a file: lines that will not do are named and keep none of the others back', async () => {
    const { ledger } = bench();
    const [oldHome, newHome] = [await newStore(ledger), await newStore(ledger)];
    const folder = await mkdtemp(join(tmpdir(), 'homes-'));
    const file = join(folder, 'moves.csv');
    const lines = [
      'memberId,storeId',
      `M0000120,${oldHome}`,
      `{"memberId":"M0000121","storeId":"${newHome}"}`,
      '',
      'M0000122,none\r',
      `nobody,${oldHome}`,
      'M0000120,S99',
      '{"memberId":"M0000120"}',
      '{nonsense',
      `M0000120,${newHome},and more`,
      `M0000123,${oldHome}`,
    ];
    await writeFile(file, lines.join('\n'));
    const done = await admin(ledger, 'home-stores', [file]);
    expect(done).toMatchObject({ ok: true, value: { moved: 4, unchanged: 0, refused: 5 } });
    const report = z
      .object({ refusedLines: z.array(z.object({ line: z.int() })) })
      .parse(done.ok ? done.value : null);
    expect(report.refusedLines.map(({ line }) => line)).toEqual([6, 7, 8, 9, 10]);
    const members = ['M0000120', 'M0000121', 'M0000122', 'M0000123'];
    expect(await Promise.all(members.map((memberId) => homeOf(ledger, memberId)))).toEqual([
      oldHome,
      newHome,
      null,
      oldHome,
    ]);
    expect(await admin(ledger, 'home-stores', [join(folder, 'none.csv')])).toMatchObject({
      ok: false,
    });
    expect(await admin(ledger, 'home-store', ['M0000120'], { store: newHome })).toMatchObject({
      ok: true,
      value: { memberId: 'M0000120', storeId: newHome, moved: 1 },
    });
    expect(await admin(ledger, 'home-store', ['M0000120'], { store: 'S99' })).toEqual({
      ok: false,
      error: 'There is no store S99.',
    });
    await rm(folder, { recursive: true });
  });

  it('change for a terminal by the command that made it, which says so', async () => {
    const { ledger } = bench();
    const { oldHome, newHome, oldTill } = await twoStores(ledger);
    const options = { store: newHome, name: 'Lane 7', 'open-category': 'general' };
    expect(await admin(ledger, 'terminal', [oldTill.terminalId], options)).toMatchObject({
      ok: true,
      value: { storeId: newHome, movedFrom: oldHome, recalledLeases: 0 },
    });
    const again = await admin(ledger, 'terminal', [oldTill.terminalId], options);
    expect(again).toEqual({
      ok: true,
      value: { terminalId: oldTill.terminalId, storeId: newHome },
    });
  });

  it('leave points that somebody called back to who wanted them, for as long as a hold waits', async () => {
    const { ledger, clock } = bench();
    const { oldHome, oldTill, newTill } = await twoStores(ledger);
    await moveHomes(ledger.context, [{ memberId: 'M0000063', storeId: oldHome }]);
    const { balancePoints } = await recordOf(ledger, 'M0000063');
    const [lease] = (await exchangeLeases(oldTill, {})).leases;
    const holdId = newHoldId();
    expect((await newTill.placeHold(holdId, 'M0000063', balancePoints)).error?.code).toBe(
      'pointsLeased',
    );
    // In one request the till gives back and, being at home there, would be given again.
    await exchangeLeases(oldTill, { givenBack: [lease!], served: ['M0000063'] });
    expect(await leasedMembers(oldTill, ['M0000063'])).toEqual([]);
    expect((await newTill.placeHold(holdId, 'M0000063', balancePoints)).value?.state).toBe(
      'pending',
    );
    await newTill.voidHold(holdId, 'M0000063');
    clock.advance(HOUR_MS);
    expect(await leasedMembers(oldTill)).toEqual([['M0000063', 'live']]);
  });

  it('go with a merge, and so do leases: what tills sell by the old name is theirs, and so is what they give back', async () => {
    const { ledger } = bench();
    const { oldHome, newHome, oldTill, newTill } = await twoStores(ledger);
    await moveHomes(ledger.context, [
      { memberId: 'M0000064', storeId: null },
      { memberId: 'M0000065', storeId: oldHome },
    ]);
    const [survivor, merged] = [
      await recordOf(ledger, 'M0000064'),
      await recordOf(ledger, 'M0000065'),
    ];
    const total = survivor.balancePoints + merged.balancePoints;
    const asked = { served: ['M0000064', 'M0000065'] };
    const leases = (await exchangeLeases(oldTill, asked)).leases;
    expect(leases.map(({ memberId }) => memberId)).toEqual(['M0000064', 'M0000065']);
    const ofMerged = leases[1]!;
    const [elsewhere] = (await exchangeLeases(newTill, { served: ['M0000065'] })).leases;

    await mergeMembers(ledger.context, 'M0000064', 'M0000065');
    expect(await homeOf(ledger, 'M0000064')).toBe(oldHome);
    await oldTill.push([
      spendFrom(oldTill, merged, ofMerged.leaseId, 200),
      spendFrom(oldTill, survivor, leases[0]!.leaseId, 200),
    ]);
    expect((await exceptionsOf(ledger, oldTill.terminalId)).map(({ reason }) => reason)).toEqual([
      'memberMerged',
    ]);
    // The till does not yet know the new name, neither when it renews nor when it gives back.
    const after = (await exchangeLeases(oldTill, { givenBack: [ofMerged], kept: [leases[0]!] }))
      .leases;
    expect(after.map(({ memberId, leaseId }) => [memberId, leaseId]).sort()).toEqual(
      leases.map(({ leaseId }) => ['M0000064', leaseId]).sort(),
    );
    await exchangeLeases(oldTill, { givenBack: after });
    await exchangeLeases(newTill, { givenBack: [{ ...elsewhere!, memberId: 'M0000064' }] });
    const { heldPoints, balancePoints } = await recordOf(ledger, 'M0000064');
    expect(heldPoints + balancePoints).toBe(total - 400);
    // All that was leased by both names came back: what is held now is one new lease at the till of its home.
    expect(await leasedMembers(newTill)).toEqual([]);
    expect(await leasedMembers(oldTill)).toEqual([['M0000064', 'live']]);
    await moveHomes(ledger.context, [{ memberId: 'M0000064', storeId: newHome }]);
    expect(
      (await moveHomes(ledger.context, [{ memberId: 'M0000065', storeId: newHome }])).refused[0]
        ?.why,
    ).toMatch(/was merged into M0000064/);
  });

  it('leave a ledger that balances', async () => {
    expect(await audit(bench().ledger.context.sql)).toMatchObject({ sum: 0, ok: true });
  });
});
