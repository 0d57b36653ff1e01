import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalOptions } from '../../../../src/main/journal/journal.ts';
import { withoutReserve } from '../../../../src/main/journal/segmentScan.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { allOf, journalKit, openedJournal } from '../../../support/journalKit.ts';
import { saleDraft, totalMinorOf } from '../../../support/transactionDrafts.ts';

const SEGMENT = '/journal/00000001.journal';

describe('invariant 1: a torn last record is cut off at start', () => {
  let kit: JournalOptions;
  let whole: Uint8Array;
  let lastOffset: number;

  beforeEach(async () => {
    const disk = new FaultyFileSystem();
    kit = { ...journalKit(disk, '/journal'), segmentBytes: 8192 };
    const journal = await openedJournal(kit);
    await journal.append(saleDraft(100));
    await journal.append(saleDraft(200));
    lastOffset = withoutReserve(disk.contentOf(SEGMENT)).length;
    await journal.append(saleDraft(300));
    await journal.close();
    whole = withoutReserve(disk.contentOf(SEGMENT));
  });

  async function expectCut(content: Uint8Array): Promise<void> {
    const disk = new FaultyFileSystem();
    disk.place(SEGMENT, content);
    const torn = { ...kit, fileSystem: disk };
    const journal = await openedJournal(torn);
    expect(journal.status()).toMatchObject({ sequence: 2, damage: [] });
    expect(withoutReserve(disk.contentOf(SEGMENT))).toEqual(whole.slice(0, lastOffset));
    const aside = disk.paths().filter((path) => path.endsWith('.torn'));
    const cutBytes = aside.map((path) => disk.contentOf(path));
    const tail = withoutReserve(content.slice(lastOffset));
    expect(cutBytes).toEqual(tail.length > 0 ? [tail] : []);
    expect((await journal.append(saleDraft(400))).ok).toBe(true);
    const sales = (await allOf(journal)).map((one) => [one.body.sequence, totalMinorOf(one)]);
    expect(sales).toEqual([
      [1, 100],
      [2, 200],
      [3, 400],
    ]);
    await journal.close();
  }

  it('wherever it was cut short, and keeps the bytes aside', async () => {
    for (let length = lastOffset; length < whole.length; length += 1) {
      await expectCut(whole.slice(0, length));
    }
  });

  it('where the first of its sectors did not come', async () => {
    for (let to = lastOffset + 8; to < whole.length; to += 1) {
      await expectCut(whole.map((byte, place) => (place < lastOffset || place >= to ? byte : 0)));
    }
  });

  it('where the file grew but its sectors did not come', async () => {
    for (let from = lastOffset; from < whole.length; from += 1) {
      await expectCut(whole.map((byte, place) => (place < from ? byte : 0)));
    }
  });

  it('whichever byte of it came out wrong', async () => {
    for (let place = lastOffset + 4; place < whole.length; place += 1) {
      await expectCut(whole.map((byte, at) => (at === place ? byte ^ 0x40 : byte)));
    }
  });

  it('even when each step of the cut fails once, or the process dies there', async () => {
    const content = whole.slice(0, whole.length - 5);
    const clean = new FaultyFileSystem();
    clean.place(SEGMENT, content);
    await openedJournal({ ...kit, fileSystem: clean });
    for (let at = 1; at <= clean.operations.length; at += 1) {
      for (const code of ['EIO', 'CRASH']) {
        for (const effect of ['none', 'half', 'all'] as const) {
          const disk = new FaultyFileSystem();
          disk.place(SEGMENT, content);
          disk.fault = (_, number) => (number === at ? { code, effect } : 'fine');
          await openedJournal({ ...kit, fileSystem: disk }).catch(() => null);
          for (const kind of ['lost', 'kept'] as const) {
            const after = disk.afterPowerCut({ kind });
            const journal = await openedJournal({ ...kit, fileSystem: after });
            expect(journal.status()).toMatchObject({ sequence: 2, damage: [] });
            expect(after.contentOf(SEGMENT)).toEqual(whole.slice(0, lastOffset));
            expect(after.paths().some((path) => path.endsWith('.torn'))).toBe(true);
          }
        }
      }
    }
  });

  it('keeps the bytes of an earlier cut when another follows at the same place', async () => {
    const disk = new FaultyFileSystem();
    disk.place(SEGMENT, whole.slice(0, lastOffset + 20));
    await (await openedJournal({ ...kit, fileSystem: disk })).close();
    disk.place(SEGMENT, whole.slice(0, lastOffset + 30));
    await (await openedJournal({ ...kit, fileSystem: disk })).close();
    const aside = disk.paths().filter((path) => path.endsWith('.torn'));
    expect(aside.map((path) => disk.contentOf(path).length).sort()).toEqual([20, 30]);
  });
});
