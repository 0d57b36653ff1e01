import { beforeEach, describe, expect, it } from 'vitest';
import { verifyNext, type ChainHead } from '../../../../src/domain/seal.ts';
import type { Journal } from '../../../../src/main/journal/journal.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { allOf, journalKit, openedJournal } from '../../../support/journalKit.ts';
import { saleDraft, totalMinorOf } from '../../../support/transactionDrafts.ts';

describe('the journal', () => {
  let disk: FaultyFileSystem;
  let kit: ReturnType<typeof journalKit>;
  let journal: Journal;

  beforeEach(async () => {
    disk = new FaultyFileSystem();
    kit = { ...journalKit(disk, '/journal'), segmentBytes: 100_000 };
    journal = await openedJournal(kit);
  });

  it('seals what it is given, signed and chained', async () => {
    const draft = saleDraft(1250);
    const sealed = await journal.append(draft);
    expect(sealed.ok && sealed.value.body).toMatchObject({
      ...draft,
      sequence: 1,
      terminalId: 'terminal-1',
      storeId: 'store-1',
      occurredAt: '2026-11-22T09:30:00.000Z',
      businessDate: '2026-11-22',
    });
    expect(sealed.ok && kit.verify(sealed.value.hash, sealed.value.signature)).toBe(true);
    expect(journal.status()).toMatchObject({
      sequence: 1,
      hash: sealed.ok && sealed.value.hash,
      damage: [],
    });
  });

  it('keeps order and sequence when the clock is set back', async () => {
    await journal.append(saleDraft(100));
    kit.clock.currentMs -= 86_400_000 * 30;
    await journal.append(saleDraft(200));
    await journal.close();
    const again = await openedJournal(kit);
    let head: ChainHead = kit.head;
    const found = await allOf(again);
    for (const transaction of found) {
      const step = verifyNext(head, transaction, kit.sha256Hex);
      head = step.ok ? step.value : head;
    }
    expect(head.sequence).toBe(2);
    expect(found.map(({ body }) => body.occurredAt)).toEqual([
      '2026-11-22T09:30:00.000Z',
      '2026-10-23T09:30:00.000Z',
    ]);
    expect(again.status().damage).toEqual([]);
  });

  it('appends in the order of asking when many ask at once', async () => {
    const answers = await Promise.all(
      [100, 200, 300, 400].map((a) => journal.append(saleDraft(a))),
    );
    expect(answers.map((answer) => answer.ok && answer.value.body.sequence)).toEqual([1, 2, 3, 4]);
    expect(answers.map((answer) => answer.ok && totalMinorOf(answer.value))).toEqual([
      100, 200, 300, 400,
    ]);
  });

  it('refuses more than a bounded number that wait, and keeps all that it approved', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, place) => journal.append(saleDraft(place))),
    );
    const approved = answers.filter((answer) => answer.ok).map((answer) => answer.value);
    expect(approved).toHaveLength(64);
    const refusal = answers.find((answer) => !answer.ok);
    expect(refusal?.ok === false && refusal.error.message).toContain('Too many sales wait');
    expect(await allOf(journal)).toEqual(approved);
  });

  it('reads any part of it, across segments', async () => {
    const small = { ...kit, directory: '/small', segmentBytes: 70_000 };
    const long = await openedJournal(small);
    for (let amountMinor = 1; amountMinor <= 300; amountMinor += 1) {
      await long.append(saleDraft(amountMinor));
    }
    await long.close();
    const again = await openedJournal(small);
    for (const after of [0, 1, 62, 63, 64, 65, 77, 78, 79, 128, 199, 299, 300, 1000]) {
      for (const limit of [1, 2, 100]) {
        const read = await again.read(after, limit);
        const expected = Array.from({ length: limit }, (_, place) => after + 1 + place);
        expect(read.ok && read.value.map(({ body }) => body.sequence)).toEqual(
          expected.filter((sequence) => sequence <= 300),
        );
      }
    }
  });

  it('refuses what it could not read again, and writes nothing of it', async () => {
    const refused = await journal.append({ ...saleDraft(100), totalMinor: 0.5 });
    expect(refused.ok ? '' : refused.error.message).toContain('totalMinor');
    expect(disk.paths()).toEqual([]);
  });

  it('says so when the time zone of the store is not known', async () => {
    const store = {
      ...kit.terminal.store,
      businessDay: { timeZone: 'Europe/Atlantis', dayEndMinutes: 0 },
    };
    const lost = await openedJournal({ ...kit, terminal: { ...kit.terminal, store } });
    const refused = await lost.append(saleDraft(100));
    expect(refused.ok ? '' : refused.error.message).toContain('Europe/Atlantis');
  });

  it('finishes what is being appended before it closes, then refuses', async () => {
    const last = journal.append(saleDraft(100));
    await journal.close();
    expect((await last).ok).toBe(true);
    const late = await journal.append(saleDraft(200));
    expect(late.ok ? '' : late.error.message).toContain('closed');
  });
});
