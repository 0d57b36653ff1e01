import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../../src/main/journal/crc32c.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { allOf, guardedKit, openedJournal, sellTimes } from '../../../support/journalKit.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const DAY_MS = 86_400_000;

/** What others lose sales by, as their users tell it, and why it cannot happen here. */
describe('complaints about other systems', () => {
  it('reused id discards the next sale: no id comes twice, though the clock stands still, goes back and the till restarts', async () => {
    const disk = new FaultyFileSystem();
    const kit = { ...guardedKit(disk, '/journal'), segmentBytes: 100_000 };
    for (const stepMs of [0, 0, -30 * DAY_MS, 60 * DAY_MS, -20 * 365 * DAY_MS]) {
      kit.clock.currentMs += stepMs;
      const journal = await openedJournal(kit);
      await sellTimes(journal, 60);
      await journal.close();
    }
    const journal = await openedJournal(kit);
    const sold = await allOf(journal);
    expect(sold).toHaveLength(300);
    expect(new Set(sold.map(({ body }) => body.transactionId)).size).toBe(300);
    expect(sold.every(({ body }) => body.transactionId.startsWith('terminal-1:'))).toBe(true);
    await journal.close();
  });

  it('duplicate receipt numbers lose sales: two windows that sell at once, a full disk and a restart give no number twice', async () => {
    const disk = new FaultyFileSystem();
    const kit = guardedKit(disk, '/journal');
    let journal = await openedJournal(kit);
    const approved: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const failing = round % 3;
      let writes = 0;
      disk.fault = (operation) => {
        const isWrite = operation === 'write' || operation === 'datasync';
        writes += isWrite ? 1 : 0;
        return isWrite && writes === failing ? { code: 'ENOSPC', effect: 'half' } : 'fine';
      };
      const answers = await Promise.all(
        [1, 2, 3, 4].map((sale) => journal.append(saleDraft(sale))),
      );
      approved.push(
        ...answers.flatMap((answer) => (answer.ok ? [answer.value.body.sequence] : [])),
      );
      disk.fault = () => 'fine';
      if (round % 4 === 3) {
        await journal.close();
        journal = await openedJournal(kit);
      }
    }
    expect(approved.length).toBeGreaterThan(12 * 2);
    expect(approved.length).toBeLessThan(12 * 4);
    expect(approved).toEqual(approved.map((_, at) => at + 1));
    expect((await allOf(journal)).map(({ body }) => body.sequence)).toEqual(approved);
    await journal.close();
  });

  it('app update wipes local data: a journal of the format before is read and sold on from', async () => {
    const disk = new FaultyFileSystem();
    const kit = { ...guardedKit(disk, '/journal'), segmentBytes: 100_000 };
    const before = await openedJournal(kit);
    await sellTimes(before, 3);
    await before.close();
    disk.place('/journal/00000001.journal', asFormat1(disk.contentOf('/journal/00000001.journal')));
    const journal = await openedJournal(kit);
    expect(journal.status()).toMatchObject({ sequence: 3, damage: [], stopped: null });
    await sellTimes(journal, 1);
    expect((await allOf(journal)).map(({ body }) => body.sequence)).toEqual([1, 2, 3, 4]);
    expect(disk.paths()).toContain('/journal/00000002.journal');
    await journal.close();
  });
});

/** The segment with a header of format 1, as versions before wrote it. */
function asFormat1(segment: Uint8Array): Uint8Array {
  const bytes = Buffer.from(segment);
  const payloadBytes = bytes.readUInt32LE(12);
  bytes.writeUInt32LE(1, 8);
  const payload = bytes.subarray(20, 20 + payloadBytes);
  bytes.writeUInt32LE(crc32c(payload, crc32c(bytes.subarray(8, 16))), 16);
  return bytes;
}
