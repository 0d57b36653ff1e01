import { EntryDraft } from '../../src/ledger/lots/entryDraft.ts';
import { writeEntries } from '../../src/ledger/posting/ledgerEntry.ts';
import { lockBook } from '../../src/ledger/posting/readParties.ts';
import type { SqlSession } from '../../src/ledger/storage/sql.ts';

/** Points that the regulars have beside the opening balance, of which some vest and all expire while tills sell. */
export interface GivenLot {
  readonly lotId: string;
  readonly points: number;
  /** From the beginning of the simulated world. */
  readonly vestsAfterMs: number;
  readonly expiresAfterMs: number;
}

export const givenLots: readonly GivenLot[] = [
  { lotId: 'given/first', points: 100, vestsAfterMs: 0, expiresAfterMs: 480_000 },
  { lotId: 'given/second', points: 150, vestsAfterMs: 360_000, expiresAfterMs: 720_000 },
];

/** Gives these members the lots above. */
export async function giveLots(session: SqlSession, memberIds: readonly string[], startMs: number) {
  for (const memberId of memberIds) {
    const book = await lockBook(session, memberId, 0);
    if (book === null) {
      throw new Error(`${memberId} is a member`);
    }
    for (const { lotId, points, vestsAfterMs, expiresAfterMs } of givenLots) {
      const draft = new EntryDraft();
      const terms = {
        lotId,
        earnedAtMs: startMs,
        vestsAtMs: startMs + vestsAfterMs,
        expiresAtMs: startMs + expiresAfterMs,
      };
      book.earn(draft, points, terms, 'programme:adjustment', startMs);
      const head = { memberId, entryId: lotId, kind: 'adjustment' } as const;
      const entry = draft.finish({ ...head, terminalId: null, sequence: null });
      await writeEntries(session, [entry], new Date(startMs));
    }
  }
}
