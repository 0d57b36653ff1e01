import { beforeEach, describe, expect, it } from 'vitest';
import { RESERVE_NAME, type SpaceRules } from '../../../../src/main/journal/diskSpace.ts';
import type { Journal } from '../../../../src/main/journal/journal.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { allOf, guardedKit, openedJournal, sellTimes } from '../../../support/journalKit.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const RESERVE = `/journal/${RESERVE_NAME}`;
const KB = 1024;
const rules: SpaceRules = {
  reserveBytes: 20 * KB,
  stopBelowBytes: 6 * KB,
  warnBelowBytes: 40 * KB,
};

describe('room on the journal’s disk', () => {
  let disk: FaultyFileSystem;
  let kit: ReturnType<typeof guardedKit>;
  let journal: Journal;

  beforeEach(async () => {
    disk = new FaultyFileSystem();
    disk.capacityBytes = 200 * KB;
    kit = { ...guardedKit(disk, '/journal'), segmentBytes: 4 * KB, space: rules };
    journal = await openedJournal(kit);
  });

  /** Another program fills the disk up to so many bytes. */
  async function leave(freeBytes: number): Promise<void> {
    disk.place('/other', null);
    const content = new Uint8Array(Math.max(0, (await disk.freeBytes()) - freeBytes));
    disk.place('/other', content);
    await journal.upkeep();
  }

  it('is kept in a reserve, written in full and hard to compress', () => {
    const content = disk.contentOf(RESERVE);
    expect(content.length).toBe(rules.reserveBytes);
    expect(new Set(content).size).toBeGreaterThan(200);
    expect(journal.status().space).toBe('ample');
  });

  it('warns before the disk is short, and goes on selling', async () => {
    await leave(30 * KB);
    expect(journal.status().space).toBe('short');
    await sellTimes(journal, 2);
    await leave(100 * KB);
    expect(journal.status().space).toBe('ample');
  });

  it('lets the reserve go and sells in its room, then stops while some is left', async () => {
    await leave(5 * KB);
    expect(journal.status().space).toBe('onReserve');
    expect(disk.contentOf(RESERVE)).toHaveLength(0);
    let approved = 0;
    let refusal: unknown = null;
    for (let sale = 0; sale < 40 && refusal === null; sale += 1) {
      const answer = await journal.append(saleDraft(100));
      await journal.upkeep();
      approved += answer.ok ? 1 : 0;
      refusal = answer.ok ? null : answer.error;
    }
    expect(approved).toBeGreaterThan(5);
    expect(refusal).toMatchObject({ code: 'diskFull' });
    expect(journal.status().space).toBe('full');
    expect(await disk.freeBytes()).toBeGreaterThan(0);
    expect((await allOf(journal)).length).toBe(approved);
  });

  it('approves again by itself when there is room, and keeps a reserve again', async () => {
    await leave(0);
    await leave(0);
    expect((await journal.append(saleDraft(100))).ok).toBe(false);
    disk.place('/other', null);
    expect((await journal.append(saleDraft(100))).ok).toBe(true);
    await journal.upkeep();
    expect(disk.contentOf(RESERVE)).toHaveLength(rules.reserveBytes);
    expect(journal.status().space).toBe('ample');
  });

  it('finishes the sale under way in the room of the reserve when the disk is suddenly full', async () => {
    await sellTimes(journal, 1);
    let refused = 0;
    disk.fault = (operation) => {
      refused += operation === 'write' ? 1 : 0;
      return operation === 'write' && refused === 1 ? { code: 'ENOSPC', effect: 'half' } : 'fine';
    };
    expect((await journal.append(saleDraft(200))).ok).toBe(true);
    expect(disk.contentOf(RESERVE)).toHaveLength(0);
    expect(journal.status().space).toBe('onReserve');
    expect((await allOf(journal)).map(({ body }) => body.sequence)).toEqual([1, 2]);
  });

  it('takes over the reserve of the last run, and makes one anew that is not whole', async () => {
    await journal.close();
    const before = disk.contentOf(RESERVE);
    journal = await openedJournal(kit);
    expect(disk.contentOf(RESERVE)).toEqual(before);
    await journal.close();
    disk.place(RESERVE, before.slice(0, 10));
    journal = await openedJournal(kit);
    expect(disk.contentOf(RESERVE)).toHaveLength(rules.reserveBytes);
  });

  it('opens and sells where not even the reserve finds room', async () => {
    await journal.close();
    disk.place(RESERVE, null);
    disk.capacityBytes = 30 * KB;
    journal = await openedJournal(kit);
    expect(journal.status().space).toBe('onReserve');
    await sellTimes(journal, 1);
  });

  it('sells on where the disk will not say how much room it has', async () => {
    disk.fault = (operation) =>
      operation === 'freeBytes' ? { code: 'EIO', effect: 'none' } : 'fine';
    await journal.upkeep();
    await sellTimes(journal, 3);
    expect(journal.status().space).toBe('ample');
  });
});
