import { afterEach, describe, expect, it } from 'vitest';
import type { MemberRecord } from '../../../src/domain/member.ts';
import { encodeMemberRows, pageIndexOf } from '../../../src/domain/memberPage.ts';
import type { BalanceList, BalanceQuery } from '../../../src/replica/balanceList.ts';
import { createBalanceList } from '../../../src/replica/createBalanceList.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import { pageIdOf, type PageSlot } from '../../../src/replica/schemas/memberPages.ts';
import { KitJournal, openReplica } from '../../support/replicaKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const asOf = '2026-01-01T00:00:00.000Z';
const later = '2026-01-02T00:00:00.000Z';

function member(first: string, change: Partial<MemberRecord> = {}): MemberRecord {
  return {
    cardToken: first.padEnd(32, '0'),
    memberId: `m-${first}`,
    displayName: 'Anna K.',
    cardLabel: '•••• 4711',
    tierId: 'basic',
    status: 'active',
    balancePoints: 100,
    ...change,
  };
}

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

async function fill(
  replica: Replica,
  records: readonly MemberRecord[],
  cut: { readonly slot?: PageSlot; readonly fillNumber?: number; readonly bits?: number } = {},
) {
  const { slot = 'a', fillNumber = 1, bits = 2 } = cut;
  const generation = `cut#${fillNumber}`;
  for (let index = 0; index < 2 ** bits; index += 1) {
    const inPage = records.filter((record) => pageIndexOf(record.cardToken, bits) === index);
    const { length: count } = inPage;
    const rows = encodeMemberRows(inPage);
    const pageId = pageIdOf(slot, index);
    const page = { pageId, generation, rows, count, asOf, appliedSequence: 0 };
    await replica.collections.memberPages.incrementalUpsert(page);
  }
  const totalCards = records.length;
  const pages = 2 ** bits;
  const accountsCheckpoint = 'start';
  const next = { generation, fillNumber, slot, bits, pages, totalCards, accountsCheckpoint };
  await replica.state.update(() => ({ generation: next, fillNumber }));
}

async function single(replica: Replica, record: MemberRecord, removed = false, fillNumber = 1) {
  const applied = { asOf: later, appliedSequence: 0, generation: `cut#${fillNumber}`, removed };
  await replica.collections.memberSingles.incrementalUpsert({ ...record, ...applied });
}

async function openList(records: readonly MemberRecord[] | null) {
  const replica = await openReplica();
  closers.push(() => replica.close());
  if (records !== null) {
    await fill(replica, records);
  }
  const list = createBalanceList(replica);
  closers.push(() => list.close());
  if (records !== null) {
    await waitUntil('the list', () => list.progress.current().complete);
  }
  return { replica, list };
}

const answer = (list: BalanceList, query: Partial<BalanceQuery> = {}) =>
  list.query({ search: '', sort: 'name', descending: false, ...query });
const ids = (list: BalanceList, query: Partial<BalanceQuery> = {}) =>
  answer(list, query)
    .rows(0, 100)
    .map((row) => row.memberId);

const people = [
  member('1', { displayName: 'Zoë B.', balancePoints: 5, tierId: 'gold' }),
  member('5', { displayName: 'anna K.', balancePoints: 70, cardLabel: '•••• 0815' }),
  member('9', { displayName: 'Ömer T.', balancePoints: -20, status: 'blocked' }),
  member('d', { displayName: 'Bert A.', balancePoints: 300, tierId: 'gold' }),
];

describe('the list of balances', () => {
  it('sorts by name without regard to case and accents, by balance and by tier, both ways', async () => {
    const { list } = await openList(people);
    expect(ids(list)).toEqual(['m-5', 'm-d', 'm-9', 'm-1']);
    expect(ids(list, { descending: true })).toEqual(['m-1', 'm-9', 'm-d', 'm-5']);
    expect(ids(list, { sort: 'balance' })).toEqual(['m-9', 'm-1', 'm-5', 'm-d']);
    expect(ids(list, { sort: 'tier' })).toEqual(['m-5', 'm-9', 'm-d', 'm-1']);
  });

  it('finds by part of a name, by member id and by digits of the label', async () => {
    const { list } = await openList(people);
    expect(ids(list, { search: ' zoe' })).toEqual(['m-1']);
    expect(ids(list, { search: 'ÖM' })).toEqual(['m-9']);
    expect(ids(list, { search: 'M-D' })).toEqual(['m-d']);
    expect(ids(list, { search: '0815' })).toEqual(['m-5']);
    expect(ids(list, { search: 'nobody' })).toEqual([]);
    expect(answer(list, { search: '4711' }).total).toBe(3);
  });

  it('gives the rows of a window alone, and how many there are', async () => {
    const { list } = await openList(people);
    const result = answer(list, { sort: 'balance' });
    expect(result.total).toBe(4);
    expect(result.rows(1, 2).map((row) => row.memberId)).toEqual(['m-1', 'm-5']);
    expect(result.rows(4, 10)).toEqual([]);
  });

  it('shows a blocked member, and an overdraft as what it is', async () => {
    const { list } = await openList(people);
    const [row] = answer(list, { search: 'ömer' }).rows(0, 1);
    expect(row).toMatchObject({ status: 'blocked', balancePoints: -20, shownPoints: -20 });
  });

  it('is empty before the first fill, and fills when there is one', async () => {
    const { replica, list } = await openList(null);
    expect(answer(list).total).toBe(0);
    expect(list.progress.current()).toMatchObject({ complete: false, pages: 0 });
    await fill(replica, people);
    await waitUntil('the list', () => list.progress.current().complete);
    expect(list.progress.current()).toMatchObject({ pages: 4, pagesRead: 4, unreadablePages: 0 });
    expect(answer(list).total).toBe(4);
  });

  it('is complete and empty for a chain without members', async () => {
    const { list } = await openList([]);
    expect(answer(list).total).toBe(0);
  });

  it('puts a single in the place of its row in the page, in the order as well', async () => {
    const { replica, list } = await openList(people);
    const { version } = list.progress.current();
    await single(replica, member('1', { displayName: 'Aaron B.', balancePoints: 900 }));
    await waitUntil('the change', () => list.progress.current().version > version);
    expect(ids(list)).toEqual(['m-1', 'm-5', 'm-d', 'm-9']);
    expect(ids(list, { sort: 'balance', descending: true })[0]).toBe('m-1');
    expect(ids(list, { search: 'zoe' })).toEqual([]);
  });

  it('has singles that were there before it was opened', async () => {
    const replica = await openReplica();
    closers.push(() => replica.close());
    await fill(replica, people);
    await single(replica, member('5', { balancePoints: 71 }));
    const list = createBalanceList(replica);
    closers.push(() => list.close());
    await waitUntil('the list', () => list.progress.current().complete);
    expect(answer(list, { search: 'm-5' }).rows(0, 1)).toMatchObject([{ balancePoints: 71 }]);
  });

  it('drops a card that was unlinked, and has it again when it is linked again', async () => {
    const { replica, list } = await openList(people);
    await single(replica, member('d'), true);
    await waitUntil('the removal', () => answer(list).total === 3);
    expect(ids(list)).not.toContain('m-d');
    await single(replica, member('d', { memberId: 'm-other' }));
    await waitUntil('the link', () => answer(list).total === 4);
    expect(ids(list)).toContain('m-other');
  });

  it('adds what the ledger has not applied to every card of the member, and only that', async () => {
    const journal = new KitJournal();
    const { replica, list } = await openList([
      member('1', { memberId: 'm-two' }),
      member('9', { memberId: 'm-two' }),
      member('d'),
    ]);
    const first = journal.sell({ memberId: 'm-two', accrualPoints: 30 });
    const second = journal.sell({ memberId: 'm-two', accrualPoints: 4, redemptionPoints: 10 });
    await replica.transactions.insert([first, second]);
    const shown = () =>
      answer(list, { sort: 'balance' })
        .rows(0, 9)
        .map((row) => [row.memberId, row.provisionalPoints, row.shownPoints]);
    await waitUntil('the sales', () => shown()[2]?.[1] === 24);
    expect(shown()).toEqual([
      ['m-d', 0, 100],
      ['m-two', 24, 124],
      ['m-two', 24, 124],
    ]);
    const applied = { asOf: later, appliedSequence: 1, generation: 'cut#1', removed: false };
    const posted = member('1', { memberId: 'm-two', balancePoints: 130 });
    await replica.collections.memberSingles.incrementalUpsert({ ...posted, ...applied });
    await waitUntil('the posting', () => shown().some((row) => row[1] === -6));
    expect(shown().find((row) => row[1] === -6)).toEqual(['m-two', -6, 124]);
  });

  it('goes over to new pages when they are readable, without those who left', async () => {
    const { replica, list } = await openList(people);
    await single(replica, member('5', { balancePoints: 71 }));
    const records = [member('1', { balancePoints: 6 }), member('e', { displayName: 'New N.' })];
    await fill(replica, records, { slot: 'b', fillNumber: 2, bits: 1 });
    await waitUntil('the new pages', () => ids(list).includes('m-e'));
    expect(ids(list)).toContain('m-1');
    expect(ids(list)).not.toContain('m-9');
  });

  it('says how many pages it could not read, and shows the others', async () => {
    const replica = await openReplica();
    closers.push(() => replica.close());
    await fill(replica, people);
    const page = await replica.collections.memberPages.findOne(pageIdOf('a', 0)).exec(true);
    await page.incrementalPatch({ rows: '[["damaged"' });
    const list = createBalanceList(replica);
    closers.push(() => list.close());
    await waitUntil('the list', () => list.progress.current().complete);
    expect(list.progress.current().unreadablePages).toBe(1);
    expect(ids(list)).toEqual(['m-5', 'm-d', 'm-9']);
  });

  it('has every one of thousands, also where hundreds change at once', async () => {
    const many = Array.from({ length: 6000 }, (_, index) =>
      member(((index * 700_001) % 2 ** 32).toString(16).padStart(8, '0'), {
        memberId: `m-${index}`,
        balancePoints: index,
      }),
    );
    const { replica, list } = await openList(many);
    expect(answer(list).total).toBe(6000);
    const changed = many.slice(0, 700).map((record) => ({
      ...record,
      balancePoints: record.balancePoints + 10_000,
      asOf: later,
      appliedSequence: 0,
      generation: 'cut#1',
      removed: false,
    }));
    await replica.collections.memberSingles.bulkInsert(changed);
    await waitUntil('the changes', () => {
      const top = answer(list, { sort: 'balance', descending: true }).rows(0, 701);
      return top[699]?.balancePoints === 10_000 && top[700]?.balancePoints === 5999;
    });
  });

  it('holds nothing and follows nothing once it is closed', async () => {
    const { replica, list } = await openList(people);
    list.close();
    await single(replica, member('1', { balancePoints: 6 }));
    expect(answer(list).total).toBe(0);
  });
});
