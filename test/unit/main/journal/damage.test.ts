import { beforeEach, describe, expect, it } from 'vitest';
import { GENESIS_HASH } from '../../../../src/domain/seal.ts';
import { openJournal, type JournalOptions } from '../../../../src/main/journal/journal.ts';
import { withoutReserve } from '../../../../src/main/journal/segmentScan.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { allOf, journalKit, openedJournal } from '../../../support/journalKit.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const FIRST = '/journal/00000001.journal';
/** Where a damaged first segment goes. */
const ASIDE_FIRST = '/journal/set-aside/00000001.journal';
const SECOND = '/journal/00000002.journal';
const THIRD = '/journal/00000003.journal';

describe('invariant 3: damage in the middle of the journal is reported and kept, never repaired in silence', () => {
  let disk: FaultyFileSystem;
  let kit: JournalOptions;
  /** Where each record ends in the first segment. */
  let ends: number[];

  /** Three segments with two sales each. */
  beforeEach(async () => {
    disk = new FaultyFileSystem();
    kit = { ...journalKit(disk, '/journal'), segmentBytes: 2200 };
    const journal = await openedJournal(kit);
    ends = [];
    for (let amountMinor = 100; amountMinor <= 600; amountMinor += 100) {
      await journal.append(saleDraft(amountMinor));
      ends.push(withoutReserve(disk.contentOf(FIRST)).length);
    }
    await journal.close();
    expect(disk.paths()).toEqual([FIRST, SECOND, THIRD]);
  });

  /** Opens the damaged journal, sells once, opens it again. */
  async function outcome(): Promise<{ sequences: number[]; damage: string }> {
    const journal = await openedJournal(kit);
    expect((await journal.append(saleDraft(9900))).ok).toBe(true);
    await journal.close();
    const again = await openedJournal(kit);
    const sequences = (await allOf(again)).map(({ body }) => body.sequence);
    const damage = again.status().damage.map(({ segment, message }) => `${segment}: ${message}`);
    await again.close();
    return { sequences, damage: damage.join('\n') };
  }

  function change(path: string, change: (content: Uint8Array) => Uint8Array): void {
    disk.place(path, change(withoutReserve(disk.contentOf(path))));
  }

  const flipped = (place: number) => (content: Uint8Array) =>
    content.map((byte, at) => (at === place ? byte ^ 1 : byte));

  it('a record with a wrong byte: the others are found, the bytes are set aside as they are, the sequence goes on', async () => {
    for (let place = ends[0]!; place < ends[1]!; place += 37) {
      const whole = disk.contentOf(FIRST);
      change(FIRST, flipped(place));
      const damaged = disk.contentOf(FIRST);
      const journal = await openedJournal(kit);
      expect(journal.status().sequence).toBe(6);
      expect(journal.status().damage[0]?.segment).toBe('00000001.journal');
      const sequences = (await allOf(journal)).map(({ body }) => body.sequence);
      expect(sequences).toEqual([1, 3, 4, 5, 6]);
      expect(disk.contentOf(ASIDE_FIRST)).toEqual(damaged);
      const reason = new TextDecoder().decode(disk.contentOf(`${ASIDE_FIRST}.reason.txt`));
      expect(reason).toMatch(/unreadable|not a transaction|missing/);
      expect(disk.paths()).not.toContain(FIRST);
      await journal.close();
      disk.place(ASIDE_FIRST, null);
      disk.place(FIRST, whole);
    }
  });

  it('a wrong byte before the last record of the last segment: a new segment is begun after it', async () => {
    change(THIRD, flipped(400));
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([1, 2, 3, 4, 6, 7]);
    expect(damage).toContain('00000003.journal: bytes');
    expect(damage).toContain('transactions 5 to 5 are missing');
  });

  it('an earlier segment that ends short', async () => {
    change(FIRST, (content) => content.slice(0, ends[1]! - 10));
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([1, 3, 4, 5, 6, 7]);
    expect(damage).toContain('00000001.journal: bytes');
    expect(damage).toContain('00000002.journal: transactions 2 to 2 are missing before it');
  });

  it('a missing segment in the middle', async () => {
    disk.place(SECOND, null);
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([1, 2, 5, 6, 7]);
    expect(damage).toContain('00000002.journal');
    expect(damage).toContain('transactions 3 to 4 are missing');
  });

  it('a missing first segment', async () => {
    disk.place(FIRST, null);
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([3, 4, 5, 6, 7]);
    expect(damage).toContain('transactions 1 to 2 are missing');
  });

  it('a damaged header: its records are found all the same', async () => {
    change(SECOND, flipped(30));
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(damage).toContain('00000002.journal: its header is damaged');
  });

  it('a segment that is there twice: nothing is given twice', async () => {
    disk.place('/journal/00000004.journal', disk.contentOf(SECOND));
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(damage).toContain('its header is damaged, or that of another segment');
  });

  it('rubbish longer than a record at the end is not taken for a torn record', async () => {
    change(THIRD, (content) => Buffer.concat([content, Buffer.from('rubbish!'.repeat(20))]));
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(damage).toContain('00000003.journal: bytes');
    expect(disk.paths().some((path) => path.endsWith('.torn'))).toBe(false);
  });

  it('a transaction signed by another key at the end', async () => {
    const journal = await openedJournal({ ...kit, verify: () => false });
    expect(journal.status().damage[0]?.message).toContain('not signed');
    expect(journal.status().sequence).toBe(6);
  });

  it('an old copy of the journal: no sequence that the ledger has seen is used again', async () => {
    kit = { ...kit, head: { sequence: 40, hash: 'a'.repeat(64) } };
    const journal = await openedJournal(kit);
    expect(journal.status().damage[0]?.message).toContain('an old copy was restored');
    await journal.close();
    const { sequences, damage } = await outcome();
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 41]);
    expect(damage).toContain('transactions 7 to 40 are missing');
  });

  it('is listed up to a bound', async () => {
    const tiny = { ...journalKit(disk, '/bad'), segmentBytes: 1 };
    for (let segment = 1; segment <= 150; segment += 1) {
      disk.place(`/bad/${String(segment).padStart(8, '0')}.journal`, Buffer.from('rubbish'));
    }
    const journal = await openedJournal(tiny);
    expect(journal.status().damage).toHaveLength(100);
    expect(journal.status().damage.at(-1)?.message).toContain('more damage');
  });

  it('refuses the journal of another terminal, and leaves it as it is', async () => {
    const before = disk.contentOf(FIRST);
    const opened = await openJournal({
      ...kit,
      terminal: { ...kit.terminal, terminalId: 'terminal-2' },
    });
    expect(opened.ok ? '' : opened.error.message).toContain('belongs to terminal terminal-1');
    expect(disk.contentOf(FIRST)).toEqual(before);
  });

  it('starts an empty journal at the head that the ledger gave', async () => {
    const head = { sequence: 40, hash: 'a'.repeat(64) };
    kit = { ...kit, directory: '/fresh', head };
    const journal = await openedJournal(kit);
    expect(journal.status()).toMatchObject({
      ...head,
      damage: [],
      startSequence: 40,
      stopped: null,
    });
    const sealed = await journal.append(saleDraft(100));
    await journal.close();
    expect(sealed.ok && sealed.value.body.previousHash).toBe(head.hash);
    const again = await openedJournal(kit);
    expect(again.status()).toMatchObject({ sequence: 41, damage: [] });
    expect(head.hash).not.toBe(GENESIS_HASH);
  });
});
