import { beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../../../src/main/journal/journal.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { allOf, guardedKit, openedJournal, sellTimes } from '../../../support/journalKit.ts';

const SALES = 20;
const checkpoint = (number: number) => `/journal/0000000${number}.checkpoint`;

describe('checkpoints of closed segments', () => {
  let disk: FaultyFileSystem;
  let kit: ReturnType<typeof guardedKit>;
  let journal: Journal;

  beforeEach(async () => {
    disk = new FaultyFileSystem();
    kit = guardedKit(disk, '/journal');
    journal = await openedJournal(kit);
    await sellTimes(journal, SALES);
  });

  async function keptUp(): Promise<void> {
    for (let turn = 0; turn < SALES; turn += 1) {
      await journal.upkeep();
    }
    await journal.close();
  }

  const segments = () => disk.paths().filter((path) => /^\/journal\/\d+\.journal$/.test(path));

  /** Bytes read from the disk while the journal is opened. */
  async function bytesRead(): Promise<number> {
    disk.readBytes = 0;
    journal = await openedJournal(kit);
    return disk.readBytes;
  }

  it('are there for every closed segment after some upkeep, and for no other', async () => {
    await keptUp();
    const expected = segments()
      .slice(0, -1)
      .map((path) => path.replace('.journal', '.checkpoint'));
    expect(disk.paths().filter((path) => path.endsWith('.checkpoint'))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(5);
  });

  it('spare the start from reading what they tell of, and nothing is missed', async () => {
    await journal.close();
    const whole = await bytesRead();
    await keptUp();
    const spared = await bytesRead();
    const perSegment = 1044 + 2 * 2000;
    expect(spared).toBeLessThan(whole);
    expect(spared).toBeLessThan(segments().length * perSegment + 10_000);
    const sequences = (await allOf(journal)).map(({ body }) => body.sequence);
    expect(sequences).toEqual(Array.from({ length: SALES }, (_, at) => at + 1));
    expect(journal.status()).toMatchObject({ sequence: SALES, damage: [], stopped: null });
    await journal.close();
  });

  it.each([
    ['garbled', (content: Uint8Array) => content.map((byte, at) => (at === 60 ? byte ^ 1 : byte))],
    ['cut short', (content: Uint8Array) => content.slice(0, 100)],
  ])('that are %s are not believed: the segment itself is read', async (_, spoil) => {
    await keptUp();
    disk.place(checkpoint(2), spoil(disk.contentOf(checkpoint(2))));
    journal = await openedJournal(kit);
    expect(journal.status()).toMatchObject({ sequence: SALES, damage: [], stopped: null });
    await keptUp();
    expect(disk.contentOf(checkpoint(2)).length).toBeGreaterThan(200);
  });

  it('of another segment are not believed', async () => {
    await keptUp();
    disk.place(checkpoint(2), disk.contentOf(checkpoint(3)));
    journal = await openedJournal(kit);
    expect((await allOf(journal)).length).toBe(SALES);
    expect(journal.status().damage).toEqual([]);
  });

  it('find damage that came to a closed segment later, set it aside, and what can be read is read', async () => {
    await keptUp();
    const [first = ''] = segments();
    const damaged = disk.contentOf(first).map((byte, at) => (at === 700 ? byte ^ 1 : byte));
    disk.place(first, damaged);
    journal = await openedJournal(kit);
    expect(journal.status().damage).toEqual([]);
    await keptUp();
    expect(journal.status().damage).toMatchObject([{ segment: '00000001.journal' }]);
    expect(disk.contentOf(first.replace('/journal/', '/journal/set-aside/'))).toEqual(damaged);
    journal = await openedJournal(kit);
    expect((await allOf(journal)).length).toBe(SALES - 1);
    expect(journal.status().stopped).toBeNull();
  });

  it('a segment that lost its end is read, whatever its checkpoint says', async () => {
    await keptUp();
    const [, second = ''] = segments();
    disk.place(second, disk.contentOf(second).slice(0, 900));
    journal = await openedJournal(kit);
    expect(journal.status().damage.length).toBeGreaterThan(0);
    expect((await allOf(journal)).length).toBeLessThan(SALES);
  });
});
