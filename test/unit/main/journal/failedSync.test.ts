import { beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../../../src/main/journal/journal.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { allOf, guardedKit, openedJournal, sellTimes } from '../../../support/journalKit.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const FIRST = '/journal/00000001.journal';
const ASIDE = '/journal/set-aside/00000001.journal';

describe('after a sync that failed', () => {
  let disk: FaultyFileSystem;
  let journal: Journal;
  let kit: ReturnType<typeof guardedKit>;

  beforeEach(async () => {
    disk = new FaultyFileSystem();
    kit = { ...guardedKit(disk, '/journal'), segmentBytes: 20_000 };
    journal = await openedJournal(kit);
    await sellTimes(journal, 3);
    failNextSync();
    expect((await journal.append(saleDraft(900))).ok).toBe(false);
    disk.fault = () => 'fine';
  });

  function failNextSync(): void {
    let failed = false;
    disk.fault = (operation) => {
      const fails = operation === 'datasync' && !failed;
      failed ||= fails;
      return fails ? { code: 'EIO', effect: 'none' } : 'fine';
    };
  }

  it('the segment is read back and set aside with the reason, and another is begun', async () => {
    expect((await journal.append(saleDraft(400))).ok).toBe(true);
    expect(disk.paths()).not.toContain(FIRST);
    const reason = new TextDecoder().decode(disk.contentOf(`${ASIDE}.reason.txt`));
    expect(reason).toBe('a sync of it failed (EIO); 3 of 3 sales were read back\n');
    expect((await allOf(journal)).map(({ body }) => body.sequence)).toEqual([1, 2, 3, 4]);
    await journal.close();
    const again = await openedJournal(kit);
    expect(again.status()).toMatchObject({ sequence: 4, damage: [], stopped: null });
    expect((await allOf(again)).length).toBe(4);
  });

  it('a sale that the disk lost stops the journal, and says so', async () => {
    const content = disk.contentOf(FIRST);
    disk.overwrite(
      FIRST,
      content.map((byte, at) => (at === 600 ? byte ^ 1 : byte)),
    );
    const first = await journal.append(saleDraft(400));
    expect(first.ok).toBe(false);
    const second = await journal.append(saleDraft(400));
    expect(second.ok ? '' : second.error).toMatchObject({ code: 'journalStopped' });
    expect(journal.status().stopped).toMatch(/disk of this terminal lost approved sales/);
    expect(journal.status().damage[0]?.message).toContain('1 of its sales are gone');
    expect((await allOf(journal)).map(({ body }) => body.sequence)).toEqual([2, 3]);
  });

  it('waits with the next sale while the segment cannot be read back', async () => {
    disk.fault = (operation) => (operation === 'read' ? { code: 'EIO', effect: 'none' } : 'fine');
    expect((await journal.append(saleDraft(400))).ok).toBe(false);
    expect(journal.status().stopped).toBeNull();
    disk.fault = () => 'fine';
    expect((await journal.append(saleDraft(400))).ok).toBe(true);
    expect(disk.paths()).toContain(ASIDE);
  });
});
