import { expect, it } from 'vitest';
import { decodeMemberRows, encodeMemberRows, pageIndexOf } from '../../../src/domain/memberPage.ts';
import type { MemberRecord } from '../../../src/domain/member.ts';
import type { RedemptionMode } from '../../../src/domain/programme.ts';
import { formatsCommand } from '../../../src/ledger/admin/formatsCommand.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { linkCard } from '../../../src/ledger/posting/linkCard.ts';
import { exchangeSchemas } from '../../../src/protocol/exchange.ts';
import {
  PULL_ACCOUNTS_PATH,
  type PullAccountsResponse,
} from '../../../src/protocol/pullAccounts.ts';
import {
  memberRecordSchema,
  PULL_PAGES_PATH,
  type PullPagesResponse,
} from '../../../src/protocol/pullPages.ts';
import {
  PULL_REFERENCE_PATH,
  type PullReferenceResponses,
} from '../../../src/protocol/pullReference.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newTerminal,
  recordOf,
  tamper,
  trueRecords,
  type LedgerBench,
} from '../../support/ledgerBackends.ts';
import { newHoldId } from '../../support/ledger.ts';
import { readRedemptionMode } from '../../../src/ledger/leases/redemptionMode.ts';
import { inSnapshot } from '../../../src/ledger/pull/snapshot.ts';
import { exchangeLeases, laneOfItsOwn } from '../../support/ledgerLeases.ts';
import { TestTerminal } from '../../support/ledgerTerminal.ts';

const MOST = 500;

function queryOf(checkpoint: string | null, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (checkpoint !== null) {
    query.set('checkpoint', checkpoint);
  }
  return query.toString();
}

const pages = (
  terminal: TestTerminal,
  checkpoint: string | null,
  limit = 32,
): Promise<PullPagesResponse> =>
  terminal.get(
    `${PULL_PAGES_PATH}?${queryOf(checkpoint, limit)}`,
    exchangeSchemas.pullPages.response,
  );

const accounts = (
  terminal: TestTerminal,
  checkpoint: string | null,
  limit = 500,
): Promise<PullAccountsResponse> =>
  terminal.get(
    `${PULL_ACCOUNTS_PATH}?${queryOf(checkpoint, limit)}`,
    exchangeSchemas.pullAccounts.response,
  );

/** What a terminal's replica would hold: pages first, then single accounts over them. */
class Replica {
  readonly records = new Map<string, MemberRecord>();
  checkpoint: string | null = null;

  async fill(terminal: TestTerminal, limit: number): Promise<PullPagesResponse> {
    let answer = await pages(terminal, null, limit);
    for (let turn = 0; turn < MOST; turn += 1) {
      for (const page of answer.pages) {
        const decoded = decodeMemberRows(page.rows);
        expect(decoded.ok && decoded.value.length).toBe(page.count);
        for (const record of decoded.ok ? decoded.value : []) {
          expect(pageIndexOf(record.cardToken, answer.bits)).toBe(page.index);
          this.records.set(record.cardToken, record);
        }
      }
      if (answer.done) {
        break;
      }
      answer = await pages(terminal, answer.checkpoint, limit);
    }
    this.checkpoint = answer.accountsCheckpoint;
    return answer;
  }

  async follow(terminal: TestTerminal, limit: number): Promise<PullAccountsResponse[]> {
    const answers: PullAccountsResponse[] = [];
    for (let turn = 0; turn < MOST; turn += 1) {
      const answer = await accounts(terminal, this.checkpoint, limit);
      answers.push(answer);
      expect(answer.refill).toBe(false);
      for (const { removed, ...record } of answer.accounts) {
        if (removed) {
          this.records.delete(record.cardToken);
        } else {
          this.records.set(record.cardToken, record);
        }
      }
      this.checkpoint = answer.checkpoint;
      if (!answer.more) {
        break;
      }
    }
    return answers;
  }
}

async function truth({ ledger }: LedgerBench): Promise<MemberRecord[]> {
  return (await trueRecords(ledger)).map((record) => memberRecordSchema.strip().parse(record));
}

const sorted = (records: Iterable<MemberRecord>): MemberRecord[] =>
  [...records].sort((a, b) => (a.cardToken < b.cardToken ? -1 : 1));

describeOnBoth('pulling', (bench) => {
  it('leaves it to a terminal to subtract its own holds, and subtracts those of others', async () => {
    const { ledger } = bench();
    const holder = await newTerminal(ledger);
    const other = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000001');
    const ownReplica = new Replica();
    const otherReplica = new Replica();
    await ownReplica.fill(holder, 32);
    await otherReplica.fill(other, 32);
    const placed = await holder.placeHold(newHoldId(), 'M0000001', 200);
    expect(placed.value?.state).toBe('pending');
    await ownReplica.follow(holder, 500);
    await otherReplica.follow(other, 500);
    const { cardToken, balancePoints } = before;
    expect(ownReplica.records.get(cardToken)?.balancePoints).toBe(balancePoints);
    expect(otherReplica.records.get(cardToken)?.balancePoints).toBe(balancePoints - 200);
    await ownReplica.fill(holder, 32);
    await otherReplica.fill(other, 32);
    expect(ownReplica.records.get(cardToken)?.balancePoints).toBe(balancePoints);
    expect(otherReplica.records.get(cardToken)?.balancePoints).toBe(balancePoints - 200);
  });

  it('goes by the version of the programme in effect, as redeeming does', async () => {
    const { ledger, clock } = bench();
    const { terminalId } = await laneOfItsOwn(ledger);
    const { context } = ledger;
    const publish = (version: number, mode: RedemptionMode, effectiveMs: number) =>
      tamper(
        ledger,
        `INSERT INTO programme (programme_id, version, document)
         SELECT programme_id, $1, document || $2::text::jsonb FROM programme WHERE version = 1`,
        [
          version,
          JSON.stringify({
            version,
            redemptionMode: mode,
            effectiveFrom: new Date(effectiveMs).toISOString(),
          }),
        ],
      );
    const shown = () =>
      inSnapshot(context, terminalId, async ({ session, showsAllLeases }) => {
        const rules = await readRedemptionMode(session, terminalId, clock.nowMs());
        expect(showsAllLeases).toBe(rules?.mode !== 'standIn');
        return showsAllLeases;
      });
    try {
      expect(await shown()).toBe(false);
      await publish(91, 'online', clock.nowMs() - 1);
      await publish(92, 'standIn', clock.nowMs() + 60_000);
      expect(await shown()).toBe(true);
      await tamper(ledger, 'UPDATE programme SET removed = true WHERE version = 91');
      expect(await shown()).toBe(false);
    } finally {
      await tamper(ledger, 'DELETE FROM programme WHERE version IN (91, 92)');
    }
  });

  it('shows what is leased to others, but not to a terminal that stands in for the ledger', async () => {
    const { ledger } = bench();
    const laneIn = async (mode: RedemptionMode) => {
      const terminal = await laneOfItsOwn(ledger);
      await tamper(
        ledger,
        `INSERT INTO setting (terminal_id, document)
         SELECT $1, document || jsonb_build_object('redemptionMode', $2::text) FROM setting LIMIT 1`,
        [terminal.terminalId, mode],
      );
      return { terminal, replica: new Replica() };
    };
    const lanes = [await laneIn('allotment'), await laneIn('online'), await laneIn('standIn')];
    const holder = await laneIn('allotment');
    const { cardToken, balancePoints } = await recordOf(ledger, 'M0000030');
    const shown = () => lanes.map((lane) => lane.replica.records.get(cardToken)?.balancePoints);
    await Promise.all(lanes.map(({ terminal, replica }) => replica.fill(terminal, 32)));
    const [lease] = (await exchangeLeases(holder.terminal, { served: ['M0000030'] })).leases;
    expect(lease?.points).toBeGreaterThan(0);
    const free = balancePoints - lease!.points;
    await Promise.all(lanes.map(({ terminal, replica }) => replica.follow(terminal, 500)));
    expect(shown()).toEqual([balancePoints, balancePoints, free]);
    await Promise.all(lanes.map(({ terminal, replica }) => replica.fill(terminal, 32)));
    expect(shown()).toEqual([balancePoints, balancePoints, free]);
  });

  it('gives pages that are exactly the chain, in the text that the replica reads', async () => {
    const terminal = await newTerminal(bench().ledger);
    const replica = new Replica();
    const last = await replica.fill(terminal, 1);
    expect(sorted(replica.records.values())).toEqual(await truth(bench()));
    expect(last.totalCards).toBe(replica.records.size);
    const whole = await pages(terminal, null);
    const rows = whole.pages.flatMap((page) => JSON.parse(page.rows) as unknown[]);
    expect(JSON.stringify(rows)).toBe(encodeMemberRows(await truth(bench())));
  });

  it('gives each changed account once with its newest state, in any portions', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const replica = new Replica();
    await replica.fill(terminal, 32);
    for (const memberId of ['M0000021', 'M0000022', 'M0000023', 'M0000021']) {
      const { cardToken } = await recordOf(ledger, memberId);
      const sale = terminal.seal({ member: { kind: 'member', memberId, cardToken } });
      await terminal.push([sale]);
    }
    const answers = await replica.follow(terminal, 1);
    const ids = answers.flatMap((answer) => answer.accounts.map(({ memberId }) => memberId));
    expect(ids).toEqual(['M0000022', 'M0000023', 'M0000021']);
    expect(answers.at(-1)).toMatchObject({ appliedSequence: 4, more: false });
    expect(sorted(replica.records.values())).toEqual(await truth(bench()));
    expect((await replica.follow(terminal, 1))[0]?.accounts).toEqual([]);
  });

  it('sends what changes while pages are being filled', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const replica = new Replica();
    const first = await pages(terminal, null, 1);
    const all = await trueRecords(ledger);
    const batch = all.map(({ memberId, cardToken }) =>
      terminal.seal({ member: { kind: 'member', memberId, cardToken } }),
    );
    for (let from = 0; from < batch.length; from += 100) {
      await terminal.push(batch.slice(from, from + 100));
    }
    replica.checkpoint = first.accountsCheckpoint;
    await replica.follow(terminal, 50);
    expect(sorted(replica.records.values())).toEqual(await truth(bench()));
  });

  it('asks for a new fill where the checkpoint is absent, foreign or nonsense', async () => {
    const terminal = await newTerminal(bench().ledger);
    const foreign = `accounts~${crypto.randomUUID()}~1~-~-~0`;
    for (const checkpoint of [null, 'nonsense', foreign, '~~~~~']) {
      expect(await accounts(terminal, checkpoint)).toMatchObject({ refill: true, accounts: [] });
    }
    const { checkpoint } = await accounts(terminal, null);
    expect((await accounts(terminal, checkpoint)).refill).toBe(false);
  });

  it('sends a card that is linked later, with the sales that waited for it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const replica = new Replica();
    await replica.fill(terminal, 32);
    const cardToken = 'f'.repeat(31) + (bench().databaseUrl === null ? '0' : '1');
    const before = await recordOf(ledger, 'M0000030');
    const parked = [1, 2].map(() => terminal.seal({ member: { kind: 'unknownCard', cardToken } }));
    const answer = await terminal.push(parked);
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['parked', 'parked']);
    const link = { cardToken, cardLabel: '•••• 0000', memberId: 'M0000030' };
    expect(await linkCard(ledger.context, link)).toEqual({ ok: true, value: { postedSales: 2 } });
    expect(await linkCard(ledger.context, link)).toEqual({ ok: true, value: { postedSales: 0 } });
    await replica.follow(terminal, 500);
    expect(replica.records.get(cardToken)?.balancePoints).toBe(before.balancePoints + 200);
    expect(sorted(replica.records.values())).toEqual(await truth(bench()));
    expect((await exceptionsOf(ledger, terminal.terminalId)).map(({ status }) => status)).toEqual([
      'resolved',
      'resolved',
    ]);
    const later = await terminal.push([
      terminal.seal({ member: { kind: 'unknownCard', cardToken } }),
    ]);
    expect(later.results[0]?.outcome).toBe('posted');
  });

  it('says that a card was taken away', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const replica = new Replica();
    await replica.fill(terminal, 32);
    const { cardToken } = await recordOf(ledger, 'M0000040');
    await tamper(ledger, `UPDATE card SET removed = true WHERE member_id = 'M0000040'`);
    await tamper(
      ledger,
      `UPDATE member SET change_xid = pg_current_xact_id() WHERE member_id = 'M0000040'`,
    );
    await replica.follow(terminal, 500);
    expect(replica.records.has(cardToken)).toBe(false);
    expect(sorted(replica.records.values())).toEqual(await truth(bench()));
  });

  it('gives reference documents whole and then only what changed', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const ids: string[] = [];
    let checkpoint: string | null = null;
    for (let turn = 0; turn < MOST; turn += 1) {
      const path = `${PULL_REFERENCE_PATH}products?${queryOf(checkpoint, 37)}`;
      const answer: PullReferenceResponses['products'] = await terminal.get(
        path,
        exchangeSchemas.pullProducts.response,
      );
      ids.push(...answer.documents.map(({ document }) => document.productId));
      checkpoint = answer.checkpoint;
      if (!answer.more) {
        break;
      }
    }
    expect(ids).toHaveLength(200);
    expect(new Set(ids).size).toBe(200);
    await tamper(
      ledger,
      `UPDATE product SET change_xid = pg_current_xact_id(), document = jsonb_set(document, '{priceMinor}', '77')
        WHERE product_id = 'P0007'`,
    );
    const changed = await terminal.get(
      `${PULL_REFERENCE_PATH}products?${queryOf(checkpoint, 500)}`,
      exchangeSchemas.pullProducts.response,
    );
    expect(
      changed.documents.map(({ document }) => [document.productId, document.priceMinor]),
    ).toEqual([['P0007', 77]]);
  });

  it('gives a terminal its own settings only', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const path = `${PULL_REFERENCE_PATH}settings?${queryOf(null, 500)}`;
    expect((await terminal.get(path, exchangeSchemas.pullSettings.response)).documents).toEqual([]);
  });

  it('takes card formats and labels of scales to every till at once, all or nothing', async () => {
    const { ledger } = bench();
    const terminal = new TestTerminal(ledger.url, () => ledger.context.clock.nowMs());
    await terminal.enrol(ledger.codeOf('T0101'));
    const pulled = (checkpoint: string | null) =>
      terminal.get(
        `${PULL_REFERENCE_PATH}settings?${queryOf(checkpoint, 500)}`,
        exchangeSchemas.pullSettings.response,
      );
    const admin = (options: Readonly<Record<string, string>>) =>
      formatsCommand.run({
        context: ledger.context,
        words: [],
        options,
        readSecret: () => Promise.resolve(''),
      });
    const { documents, checkpoint } = await pulled(null);
    expect(documents[0]?.document.cardPatterns).toBeUndefined();

    for (const [options, reason] of [
      [{ cards: 'EAN-13 starting with 29; EAN-13 starting with 291' }, 'take the same cards'],
      [{ cards: 'EAN-13' }, 'also takes products'],
      [{ 'scale-labels': 'price starting with 29, 5 item digits, 2 decimals' }, 'taken for cards'],
      [{ cards: 'number of 60 characters' }, 'receipts'],
      [{ cards: '' }, 'needs a card format'],
      [{ cards: 'EAN-13 starting with 28; nonsense' }, 'no card format'],
    ] as const) {
      const refused = await admin(options);
      expect(refused.ok ? '' : refused.error).toContain(reason);
    }
    expect((await pulled(checkpoint)).documents).toEqual([]);

    const labels = 'weight starting with 21, 5 item digits, 3 decimals';
    const cards = 'EAN-13 starting with 29;EAN-13 starting with 28; UID of 7 bytes';
    const set = await Promise.all([admin({ cards }), admin({ 'scale-labels': labels })]);
    expect(set).toMatchObject([{ ok: true }, { ok: true }]);
    const [changed] = (await pulled(checkpoint)).documents;
    expect(changed?.document).toMatchObject({
      terminalName: documents[0]?.document.terminalName,
      cardPatterns: [{ prefix: '29' }, { prefix: '28' }, { scheme: 'uid' }],
      measureRules: [{ kind: 'weight', prefix: '21', itemDigits: 5, decimals: 3 }],
    });
    // A terminal that is enrolled now begins with them, though this ledger was started before.
    const enrolled = new TestTerminal(ledger.url, () => ledger.context.clock.nowMs());
    const answer = await enrolled.enrol(ledger.codeOf('T0102'));
    expect(answer.value?.cardPatterns).toHaveLength(3);
    const shown = await admin({});
    expect(shown.ok && shown.value).toMatchObject({ scaleLabels: [labels] });
    expect((await admin({ 'scale-labels': '' })).ok).toBe(true);
    expect((await pulled(null)).documents[0]?.document.measureRules).toEqual([]);
  });

  it('leaves a ledger that balances', async () => {
    expect(await audit(bench().ledger.context.sql)).toMatchObject({ sum: 0, ok: true });
  });
});
