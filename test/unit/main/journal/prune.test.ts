import { beforeEach, describe, expect, it } from 'vitest';
import type { Journal, JournalOptions } from '../../../../src/main/journal/journal.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import {
  allOf,
  guardedKit,
  MARK_FILES,
  openedJournal,
  sellTimes,
} from '../../../support/journalKit.ts';

const DAY_MS = 86_400_000;
const SALES = 12;

describe('pruning the journal', () => {
  let disk: FaultyFileSystem;
  let kit: ReturnType<typeof guardedKit>;
  let ledgerNowMs: number | null;
  let journal: Journal;

  beforeEach(async () => {
    disk = new FaultyFileSystem();
    kit = guardedKit(disk, '/journal');
    ledgerNowMs = kit.clock.currentMs + 100 * DAY_MS;
    journal = await opened();
    await sellTimes(journal, SALES);
  });

  function opened(more: Partial<JournalOptions> = {}): Promise<Journal> {
    const retention = { retentionMs: 90 * DAY_MS, ledgerNowMs: () => ledgerNowMs };
    return openedJournal({ ...kit, retention, ...more });
  }

  async function confirmUpTo(sequence: number): Promise<void> {
    const found = (await allOf(journal)).find(({ body }) => body.sequence === sequence);
    await journal.confirm({ sequence, hash: found?.hash ?? '' });
  }

  async function keptUp(): Promise<number[]> {
    for (let turn = 0; turn < SALES; turn += 1) {
      await journal.upkeep();
    }
    return (await allOf(journal)).map(({ body }) => body.sequence);
  }

  it('takes whole segments that the ledger has confirmed and that are old, and no more', async () => {
    await confirmUpTo(5);
    const left = await keptUp();
    expect(left[0]).toBeGreaterThan(1);
    expect(left[0]).toBeLessThanOrEqual(6);
    expect(left.at(-1)).toBe(SALES);
    expect(journal.status()).toMatchObject({
      startSequence: (left[0] ?? 0) - 1,
      confirmedSequence: 5,
      stopped: null,
    });
    expect(disk.paths()).not.toContain('/journal/00000001.journal');
    expect(disk.paths()).not.toContain('/journal/00000001.checkpoint');
  });

  it('never takes the last segment, however old and confirmed', async () => {
    await confirmUpTo(SALES);
    const left = await keptUp();
    expect(left.at(-1)).toBe(SALES);
    await sellTimes(journal, 1);
    expect((await keptUp()).at(-1)).toBe(SALES + 1);
  });

  it.each<[string, () => Promise<void> | void]>([
    ['nothing is confirmed', () => undefined],
    ['the ledger’s clock is not known', () => void (ledgerNowMs = null)],
    [
      'the retention time is not over',
      () => void (ledgerNowMs = kit.clock.currentMs + 89 * DAY_MS),
    ],
    [
      'a mark cannot be written',
      () => {
        disk.fault = (operation) =>
          operation === 'rename' ? { code: 'EIO', effect: 'none' } : 'fine';
      },
    ],
  ])('takes nothing while %s', async (reason, prepare) => {
    if (reason !== 'nothing is confirmed') {
      await confirmUpTo(SALES);
    }
    await prepare();
    expect((await keptUp())[0]).toBe(1);
  });

  it('goes by the ledger’s clock, not by the till’s that jumped', async () => {
    await confirmUpTo(SALES);
    ledgerNowMs = kit.clock.currentMs;
    kit.clock.currentMs += 4000 * DAY_MS;
    expect((await keptUp())[0]).toBe(1);
  });

  it('remembers where the chain begins: the rest is proven and sold on after a restart', async () => {
    await confirmUpTo(8);
    const left = await keptUp();
    await journal.close();
    journal = await opened();
    expect(journal.status()).toMatchObject({
      damage: [],
      stopped: null,
      sequence: SALES,
      startSequence: (left[0] ?? 0) - 1,
      confirmedSequence: 8,
    });
    await sellTimes(journal, 1);
    expect((await allOf(journal)).map(({ body }) => body.sequence)).toEqual([...left, SALES + 1]);
  });

  it('a segment that goes missing after pruning is missed all the same', async () => {
    await confirmUpTo(5);
    await keptUp();
    await journal.close();
    const [first = ''] = disk.paths().filter((path) => /^\/journal\/\d+\.journal$/.test(path));
    disk.place(first, null);
    journal = await opened();
    expect(journal.status().stopped).toContain(first.slice('/journal/'.length));
  });

  it('a pruned journal whose marks are gone is not taken for a whole one', async () => {
    await confirmUpTo(5);
    await keptUp();
    await journal.close();
    MARK_FILES.forEach((path) => disk.place(path, null));
    journal = await opened();
    expect(journal.status().stopped).toContain('so is the mark');
  });

  it('nothing that was set aside is ever deleted', async () => {
    await journal.close();
    const damaged = disk.contentOf('/journal/00000001.journal');
    disk.place(
      '/journal/00000001.journal',
      damaged.map((byte, at) => (at === 500 ? byte ^ 1 : byte)),
    );
    journal = await opened();
    await confirmUpTo(SALES);
    await keptUp();
    expect(disk.paths()).toContain('/journal/set-aside/00000001.journal');
    expect(disk.paths()).not.toContain('/journal/00000002.journal');
    await journal.close();
    journal = await opened();
    expect(journal.status()).toMatchObject({ sequence: SALES, stopped: null });
    const complaints = journal.status().damage.map(({ message }) => message);
    expect(complaints.join()).toContain('unreadable');
    expect(complaints.join()).not.toMatch(/segments .* missing|missing before/);
  });
});
