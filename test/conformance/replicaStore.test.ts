import { afterEach, describe, expect, it } from 'vitest';
import { collectionNames } from '../../src/replica/collections.ts';
import type { Replica } from '../../src/replica/replica.ts';
import { pageIdOf } from '../../src/replica/schemas/memberPages.ts';
import { searchNameOf } from '../../src/replica/schemas/products.ts';
import type { ReplicaStorage } from '../../src/replica/storage.ts';
import { encodeMemberRows } from '../../src/domain/memberPage.ts';
import type { MemberRecord } from '../../src/domain/member.ts';
import { freshName, KitJournal, openReplica, storageKinds } from '../support/replicaKit.ts';

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

async function makeReadable(replica: Replica, generation: string, records: MemberRecord[]) {
  await replica.collections.memberPages.incrementalUpsert({
    pageId: pageIdOf('a', 0),
    generation,
    rows: encodeMemberRows(records),
    count: records.length,
    asOf,
    appliedSequence: 3,
  });
  await replica.state.update(() => ({
    generation: {
      generation,
      fillNumber: 1,
      slot: 'a',
      bits: 0,
      pages: 1,
      totalCards: records.length,
      accountsCheckpoint: 'start',
    },
    fillNumber: 1,
  }));
}

describe.each(storageKinds)('a replica on %s storage', (_, makeStorage) => {
  const open: Replica[] = [];
  const openOne = async (storage?: ReplicaStorage, name?: string) => {
    const replica = await openReplica(storage ?? makeStorage(), name);
    open.push(replica);
    return replica;
  };
  afterEach(async () => {
    for (const replica of open.splice(0)) {
      await replica.close();
    }
  });

  describe('members', () => {
    it('finds a member in its page, with the moment of the page', async () => {
      const replica = await openOne();
      await makeReadable(replica, 'g', [member('1'), member('2', { displayName: 'Q "],[" ] \\' })]);
      const found = await replica.members.memberByToken(member('2').cardToken);
      expect(found).toEqual({
        ...member('2', { displayName: 'Q "],[" ] \\' }),
        asOf,
        appliedSequence: 3,
      });
    });

    it('knows nobody before the first fill, and not a card that no page has', async () => {
      const replica = await openOne();
      expect(await replica.members.memberByToken(member('1').cardToken)).toBeNull();
      await makeReadable(replica, 'g', [member('1')]);
      expect(await replica.members.memberByToken(member('7').cardToken)).toBeNull();
      expect(replica.members.damage.current()).toBeNull();
    });

    it('prefers the single of the present generation to the page', async () => {
      const replica = await openOne();
      await makeReadable(replica, 'g', [member('1')]);
      await replica.collections.memberSingles.insert({
        ...member('1', { balancePoints: 7 }),
        asOf,
        appliedSequence: 9,
        generation: 'g',
        removed: false,
      });
      const found = await replica.members.memberByToken(member('1').cardToken);
      expect(found).toMatchObject({ balancePoints: 7, appliedSequence: 9 });
    });

    it('prefers a page to an earlier generation that is older, and not to one that is newer', async () => {
      const replica = await openOne();
      await makeReadable(replica, 'g2', [member('1'), member('2')]);
      const single = { appliedSequence: 9, generation: 'g1', removed: false };
      await replica.collections.memberSingles.bulkInsert([
        { ...member('1', { balancePoints: 7 }), ...single, asOf: '2025-12-31T00:00:00.000Z' },
        { ...member('2', { balancePoints: 8 }), ...single, asOf: later },
      ]);
      const [first, second] = await Promise.all(
        ['1', '2'].map((name) => replica.members.memberByToken(member(name).cardToken)),
      );
      expect([first?.balancePoints, second?.balancePoints]).toEqual([100, 8]);
    });

    it('does not know a card that was unlinked after the page was cut', async () => {
      const replica = await openOne();
      await makeReadable(replica, 'g', [member('1')]);
      await replica.collections.memberSingles.insert({
        ...member('1'),
        asOf: later,
        appliedSequence: 3,
        generation: 'g',
        removed: true,
      });
      expect(await replica.members.memberByToken(member('1').cardToken)).toBeNull();
    });

    it('reports a page that is gone, for its members would be taken for strangers', async () => {
      const replica = await openOne();
      await makeReadable(replica, 'g', [member('1')]);
      await replica.collections.memberPages.find().remove();
      expect(await replica.members.memberByToken(member('1').cardToken)).toBeNull();
      expect(replica.members.damage.current()).toContain('missing');
    });

    it('reports a page that cannot be read', async () => {
      const replica = await openOne();
      await makeReadable(replica, 'g', [member('1')]);
      const page = await replica.collections.memberPages.findOne(pageIdOf('a', 0)).exec(true);
      await page.incrementalPatch({ rows: `[["${member('1').cardToken}","m` });
      expect(await replica.members.memberByToken(member('1').cardToken)).toBeNull();
      expect(replica.members.damage.current()).toContain('cannot be read');
    });

    it('tells of a change', async () => {
      const replica = await openOne();
      await makeReadable(replica, 'g', [member('1')]);
      const before = replica.members.changes.current();
      await replica.collections.memberSingles.insert({
        ...member('1'),
        asOf: later,
        appliedSequence: 3,
        generation: 'g',
        removed: false,
      });
      expect(replica.members.changes.current()).toBeGreaterThan(before);
    });
  });

  describe('transactions', () => {
    it('keeps each once, and gives them back as they were sealed', async () => {
      const replica = await openOne();
      const journal = new KitJournal();
      const first = journal.sell({ memberId: 'm1', redemptionPoints: 5 });
      expect(await replica.transactions.insert([first])).toEqual({
        ok: true,
        value: { inserted: 1 },
      });
      expect(await replica.transactions.insert([first])).toEqual({
        ok: true,
        value: { inserted: 0 },
      });
      expect(await replica.transactions.above(0, 10)).toEqual([first]);
      expect(replica.transactions.lastSequence.current()).toBe(1);
    });

    it('refuses another body under a known id or a known sequence, and keeps none of the batch', async () => {
      const replica = await openOne();
      const journal = new KitJournal();
      const first = journal.sell();
      await replica.transactions.insert([first]);
      const sameId = { ...first, hash: 'f'.repeat(64) };
      const sameSequence = new KitJournal().sell();
      for (const other of [sameId, sameSequence]) {
        const refused = await replica.transactions.insert([journal.sell(), other]);
        expect(refused).toMatchObject({ ok: false, error: { code: 'otherBody', sequence: 1 } });
      }
      expect(await replica.transactions.above(0, 10)).toEqual([first]);
    });

    it('gives the own transactions of one member above a sequence, ascending', async () => {
      const replica = await openOne();
      const journal = new KitJournal();
      const sold = ['m1', 'm2', 'm1', 'm1'].map((memberId) => journal.sell({ memberId }));
      await replica.transactions.insert([...sold].reverse());
      const own = await replica.transactions.ownTransactionsAbove('m1', 1);
      expect(own.map((body) => body.sequence)).toEqual([3, 4]);
    });

    it('gives the newest first, one by its sequence, and how many there are', async () => {
      const replica = await openOne();
      const journal = new KitJournal();
      const sold = [1, 2, 3, 4, 5].map(() => journal.sell());
      await replica.transactions.insert(sold);
      const latest = await replica.transactions.latest(2);
      expect(latest.map(({ body }) => body.sequence)).toEqual([5, 4]);
      expect(await replica.transactions.bySequence(3)).toEqual(sold[2]);
      expect(await replica.transactions.bySequence(6)).toBeNull();
      expect(await replica.transactions.countUpTo(4)).toBe(4);
    });

    it('counts what the ledger has not acknowledged', async () => {
      const replica = await openOne();
      const journal = new KitJournal();
      await replica.transactions.insert([journal.sell(), journal.sell(), journal.sell()]);
      expect(replica.transactions.pendingCount.current()).toBe(3);
      await replica.state.update(() => ({ acknowledgedSequence: 2 }));
      expect(replica.transactions.pendingCount.current()).toBe(1);
    });
  });

  describe('reference data', () => {
    const product = (productId: string, name: string, categoryId: string) => ({
      productId,
      gtin: productId.padStart(14, '0'),
      name,
      categoryId,
      categoryName: `Category ${categoryId}`,
      priceMinor: 199,
      searchName: searchNameOf(name),
    });

    it('finds products by GTIN, by the beginning of a name and by category', async () => {
      const replica = await openOne();
      await replica.collections.products.bulkInsert([
        product('1', 'Äpfel rot', 'fruit'),
        product('2', 'Apfelsaft', 'drinks'),
        product('3', 'Birnen', 'fruit'),
      ]);
      const { reference } = replica;
      expect((await reference.productByGtin('3'.padStart(14, '0')))?.name).toBe('Birnen');
      expect(await reference.productByGtin('9'.padStart(14, '0'))).toBeNull();
      const names = async (products: Promise<readonly { name: string }[]>) =>
        (await products).map(({ name }) => name);
      expect(await names(reference.searchProducts('APF', 10))).toEqual(['Äpfel rot', 'Apfelsaft']);
      expect(await names(reference.searchProducts('apf', 1))).toHaveLength(1);
      expect(await names(reference.productsOfCategory('fruit', 10))).toEqual([
        'Äpfel rot',
        'Birnen',
      ]);
      expect(await reference.categories(10)).toEqual([
        { categoryId: 'drinks', categoryName: 'Category drinks' },
        { categoryId: 'fruit', categoryName: 'Category fruit' },
      ]);
    });

    it('shows the setting as soon as it comes', async () => {
      const replica = await openOne();
      expect(replica.reference.setting.current()).toBeNull();
      const came = new Promise<void>((resolve) => {
        replica.reference.setting.subscribe(() => resolve());
      });
      const setting = {
        settingId: 'terminal' as const,
        storeName: 'S',
        terminalName: 'T',
        chainName: 'C',
        terminalCount: 6,
        openCategoryId: 'general',
      };
      await replica.collections.settings.insert({ settingId: 'terminal', setting });
      await came;
      expect(replica.reference.setting.current()).toEqual(setting);
    });
  });

  describe('opening', () => {
    it('finds everything again', async () => {
      const storage = makeStorage();
      const name = freshName();
      const before = await openReplica(storage, name);
      expect(before.opening).toEqual({ kind: 'new' });
      await makeReadable(before, 'g', [member('1')]);
      const sold = new KitJournal().sell();
      await before.transactions.insert([sold]);
      await before.close();
      const after = await openOne(storage, name);
      expect(after.opening).toEqual({ kind: 'kept' });
      expect(after.transactions.lastSequence.current()).toBe(1);
      expect((await after.members.memberByToken(member('1').cardToken))?.memberId).toBe('m-1');
    });

    it('does not trust a generation of which pages are gone', async () => {
      const storage = makeStorage();
      const name = freshName();
      const before = await openReplica(storage, name);
      await makeReadable(before, 'g', [member('1')]);
      await before.collections.memberPages.find().remove();
      await before.close();
      const after = await openOne(storage, name);
      expect(after.state.current().generation).toBeNull();
    });

    it('does not let pages of the other slot hide that one is gone', async () => {
      const storage = makeStorage();
      const name = freshName();
      const before = await openReplica(storage, name);
      await makeReadable(before, 'g', [member('1')]);
      const { memberPages } = before.collections;
      const page = await memberPages.findOne(pageIdOf('a', 0)).exec(true);
      for (const pageId of [pageIdOf('b', 0), pageIdOf('b', 1), pageIdOf('a', 1)]) {
        await memberPages.insert({ ...page.toMutableJSON(), pageId });
      }
      await page.remove();
      await before.close();
      const after = await openOne(storage, name);
      expect(after.state.current().generation).toBeNull();
    });

    it('knows all its stores by name, and none before it is made', async () => {
      const storage = makeStorage();
      const name = freshName();
      expect([...(await storage.storesOf(name))]).toEqual([]);
      const replica = await openOne(storage, name);
      const stores = await storage.storesOf(name);
      expect([...stores]).toEqual(expect.arrayContaining(Object.keys(replica.collections)));
      expect(new Set(collectionNames)).toEqual(new Set(Object.keys(replica.collections)));
    });

    it('starts empty where the stores cannot be opened', async () => {
      const storage = makeStorage();
      const name = freshName();
      const before = await openReplica(storage, name);
      await makeReadable(before, 'g', [member('1')]);
      await before.close();
      let failures = 1;
      const broken: ReplicaStorage = {
        ...storage,
        rxStorage: {
          name: storage.rxStorage.name,
          rxdbVersion: storage.rxStorage.rxdbVersion,
          createStorageInstance: async (parameters) => {
            if (parameters.collectionName === 'memberPages' && failures > 0) {
              failures -= 1;
              throw new DOMException('Internal error opening backing store', 'UnknownError');
            }
            return await storage.rxStorage.createStorageInstance(parameters);
          },
        },
      };
      const after = await openOne(broken, name);
      expect(after.opening).toMatchObject({ kind: 'recreated' });
      expect(after.state.current().generation).toBeNull();
      expect(await after.members.memberByToken(member('1').cardToken)).toBeNull();
    });
  });
});
