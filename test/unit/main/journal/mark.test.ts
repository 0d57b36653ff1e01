import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalStatus } from '../../../../src/main/journal/journal.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import {
  allOf,
  guardedKit,
  MARK_FILES,
  openedJournal,
  sellTimes,
} from '../../../support/journalKit.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const segment = (number: number) => `/journal/0000000${number}.journal`;

describe('invariant 3: a journal that is behind its mark', () => {
  let disk: FaultyFileSystem;
  let kit: ReturnType<typeof guardedKit>;

  /** Seven sales in several segments, closed in order. */
  beforeEach(async () => {
    disk = new FaultyFileSystem();
    kit = guardedKit(disk, '/journal');
    const journal = await openedJournal(kit);
    await sellTimes(journal, 7);
    await journal.close();
    expect(disk.paths().filter((path) => path.endsWith('.journal')).length).toBeGreaterThan(2);
  });

  /** Opens the journal as it now lies; a sale must be refused exactly where the status says so. */
  async function standing(): Promise<{ status: JournalStatus; sequences: number[] }> {
    const journal = await openedJournal(kit);
    const answer = await journal.append(saleDraft(9900));
    const status = journal.status();
    expect(answer.ok ? null : answer.error).toEqual(
      status.stopped === null ? null : { code: 'journalStopped', message: status.stopped },
    );
    const sequences = (await allOf(journal)).map(({ body }) => body.sequence);
    await journal.close();
    return { status, sequences };
  }

  it('goes on where nothing is wrong', async () => {
    const { status, sequences } = await standing();
    expect(status).toMatchObject({ sequence: 8, stopped: null, damage: [] });
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('approves nothing where its folder was deleted', async () => {
    for (const path of disk.paths().filter((one) => one.startsWith('/journal/'))) {
      disk.place(path, null);
    }
    const { status, sequences } = await standing();
    expect(status.stopped).toMatch(/is missing: 00000001.journal to .*Call support.*enrol/);
    expect(sequences).toEqual([]);
  });

  it.each([1, 2, 3])('approves nothing where its segment %i was deleted', async (number) => {
    disk.place(segment(number), null);
    const { status, sequences } = await standing();
    expect(status.stopped).toContain(`0000000${number}.journal`);
    expect(sequences.length).toBeLessThan(7);
  });

  it('approves nothing where its last segment is an older copy, and still gives what is there', async () => {
    const last = disk.paths().findLast((path) => path.endsWith('.journal')) ?? '';
    const content = disk.contentOf(last);
    const brace = content.findLastIndex((byte) => byte === 0x7d);
    disk.place(last, content.slice(0, brace - 900));
    const { status, sequences } = await standing();
    expect(status.stopped).toMatch(/ends at transaction 6, but 7 had been approved/);
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('replayed disk image: the journal of yesterday is stopped, and stays so at every start', async () => {
    const image = new Map(
      disk
        .paths()
        .flatMap((path) => (path.startsWith('/journal/') ? [[path, disk.contentOf(path)]] : [])),
    );
    const journal = await openedJournal(kit);
    await sellTimes(journal, 5);
    await journal.close();
    disk.paths().forEach((path) => {
      if (path.startsWith('/journal/')) {
        disk.place(path, null);
      }
    });
    image.forEach((content, path) => disk.place(path, content));
    for (let start = 0; start < 3; start += 1) {
      expect((await standing()).status.stopped).toMatch(/missing|had been approved/);
    }
  });

  it('replayed disk image: one that another till went on from is stopped by its hash', async () => {
    const other = new FaultyFileSystem();
    for (const path of disk.paths().filter((one) => one.startsWith('/journal/'))) {
      other.place(path, disk.contentOf(path));
    }
    const clone = await openedJournal({
      ...kit,
      fileSystem: other,
      mark: { ...kit.mark, copies: [] },
    });
    await sellTimes(clone, 3);
    await clone.close();
    const journal = await openedJournal(kit);
    await sellTimes(journal, 2);
    await journal.close();
    disk
      .paths()
      .forEach((path) =>
        disk.place(path, path.startsWith('/journal/') ? null : disk.contentOf(path)),
      );
    other.paths().forEach((path) => disk.place(path, other.contentOf(path)));
    expect((await standing()).status.stopped).toContain('another transaction 9');
  });

  it.each(MARK_FILES)('is known by either copy of the mark: without %s', async (path) => {
    disk.place(path, null);
    disk.place(segment(3), null);
    expect((await standing()).status.stopped).toContain('00000003.journal');
  });

  it.each(MARK_FILES)('is known by either copy of the mark: %s garbled', async (path) => {
    disk.place(
      path,
      disk.contentOf(path).map((byte, at) => (at === 20 ? byte ^ 1 : byte)),
    );
    const { status } = await standing();
    expect(status).toMatchObject({ stopped: null, sequence: 8 });
    expect(status.damage[0]?.message).toContain('is damaged');
    disk.place(segment(3), null);
    expect((await standing()).status.stopped).toContain('00000003.journal');
  });

  it('is not known where all marks are gone with the journal: then it is a new one', async () => {
    disk.paths().forEach((path) => disk.place(path, null));
    expect((await standing()).status).toMatchObject({ stopped: null, sequence: 1 });
  });

  it('approves nothing where the journal is gone and every mark is garbled', async () => {
    MARK_FILES.forEach((path) => disk.place(path, Buffer.from('rubbish')));
    disk
      .paths()
      .forEach((path) =>
        disk.place(path, path.startsWith('/journal/') ? null : disk.contentOf(path)),
      );
    expect((await standing()).status.stopped).toContain(
      'mark that tells how far it went is damaged',
    );
  });

  it('takes over a journal from before there were marks', async () => {
    MARK_FILES.forEach((path) => disk.place(path, null));
    expect((await standing()).status).toMatchObject({ stopped: null, sequence: 8 });
    disk.place(segment(1), null);
    expect((await standing()).status.stopped).toContain('00000001.journal');
  });

  it('sells on under a new enrolment, from the ledger’s head, and tells what the earlier one lost', async () => {
    disk.place(segment(3), null);
    disk
      .paths()
      .forEach((path) =>
        disk.place(path, /[4-9]\.journal$/.test(path) ? null : disk.contentOf(path)),
      );
    const lost = await standing();
    expect(lost.status.stopped).not.toBeNull();
    kit = {
      ...kit,
      mark: { ...kit.mark, enrolmentId: 'enrolment-2' },
      head: { sequence: 7, hash: 'a'.repeat(64) },
    };
    const { status, sequences } = await standing();
    expect(status).toMatchObject({ stopped: null, sequence: 8, confirmedSequence: 7 });
    expect(sequences).toEqual([...lost.sequences, 8]);
    expect((await standing()).status).toMatchObject({ stopped: null, sequence: 9 });
  });

  it('sells on under a new enrolment with a new key, though the old journal was moved away', async () => {
    disk
      .paths()
      .forEach((path) =>
        disk.place(path, path.startsWith('/journal/') ? null : disk.contentOf(path)),
      );
    const head = { sequence: 7, hash: 'a'.repeat(64) };
    const anew = guardedKit(disk, '/journal');
    kit = { ...anew, head, mark: { ...anew.mark, enrolmentId: 'enrolment-2' } };
    expect((await standing()).status).toMatchObject({ stopped: null, sequence: 8, damage: [] });
  });

  it('stops when the ledger knows more of this terminal than its journal, also after a restart', async () => {
    const journal = await openedJournal(kit);
    await journal.confirm({ sequence: 40, hash: 'b'.repeat(64) });
    expect(journal.status().stopped).toContain('up to 40');
    expect((await journal.append(saleDraft(100))).ok).toBe(false);
    await journal.close();
    expect((await standing()).status.stopped).toMatch(/ends at transaction 7, but 40/);
  });

  it('stops when the ledger has another transaction than its own', async () => {
    const journal = await openedJournal(kit);
    await journal.confirm({ sequence: 3, hash: 'b'.repeat(64) });
    expect(journal.status().stopped).toContain('another transaction 3');
  });

  it('stops when its replica holds a sale that it lacks, as after an image of the whole profile', async () => {
    disk.paths().forEach((path) => disk.place(path, null));
    const journal = await openedJournal(kit);
    await sellTimes(journal, 2);
    const second = (await allOf(journal))[1]!;
    await journal.witness({ sequence: 2, hash: second.hash });
    expect(journal.status()).toMatchObject({ stopped: null, confirmedSequence: 0 });
    await journal.witness({ sequence: 3, hash: 'c'.repeat(64) });
    expect(journal.status().stopped).toContain(
      'The replica has transactions of this terminal up to 3',
    );
    expect((await journal.append(saleDraft(100))).ok).toBe(false);
  });

  it('notes what the ledger confirmed, and that it is no more than its own', async () => {
    const journal = await openedJournal(kit);
    const third = (await allOf(journal))[2]!;
    await journal.confirm({ sequence: 3, hash: third.hash });
    expect(journal.status()).toMatchObject({ stopped: null, confirmedSequence: 3 });
    await journal.close();
    expect((await openedJournal(kit)).status().confirmedSequence).toBe(3);
  });

  it('costs an approval no operation on the disk', async () => {
    const journal = await openedJournal({ ...kit, segmentBytes: 100_000 });
    await journal.append(saleDraft(100));
    await journal.append(saleDraft(100));
    const before = disk.operations.length;
    await journal.append(saleDraft(100));
    expect(disk.operations.slice(before)).toEqual(['write', 'datasync']);
    await journal.close();
  });
});
