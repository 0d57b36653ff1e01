import { z } from 'zod';
import type { HoldResponse } from '../../protocol/hold.ts';
import type { MemberBook } from '../lots/memberBook.ts';
import { releaseEntry } from './releaseEntry.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import type { SqlSession } from '../storage/sql.ts';

/** A hold as it is stored. */
export interface Hold {
  readonly holdId: string;
  readonly memberId: string;
  readonly terminalId: string;
  readonly points: number;
  readonly state: HoldResponse['state'];
  readonly expiresAt: Date;
}

const holdRow = z.object({
  hold_id: z.string(),
  member_id: z.string(),
  terminal_id: z.string(),
  points: z.int(),
  state: z.enum(['pending', 'posted', 'voided', 'expired']),
  expires_at: z.date(),
});

/** The hold of `holdId`, whoever's it is. */
export async function readHold(session: SqlSession, holdId: string): Promise<Hold | null> {
  const [row] = await session.rows(
    holdRow,
    'SELECT hold_id, member_id, terminal_id, points, state, expires_at FROM hold WHERE hold_id = $1',
    [holdId],
  );
  return row === undefined
    ? null
    : {
        holdId: row.hold_id,
        memberId: row.member_id,
        terminalId: row.terminal_id,
        points: row.points,
        state: row.state,
        expiresAt: row.expires_at,
      };
}

/** Ends a pending hold without a sale: its points are spendable again. `book` is of its locked member. */
export async function releaseHold(
  session: SqlSession,
  book: MemberBook,
  hold: Pick<Hold, 'holdId' | 'points' | 'terminalId'>,
  state: 'voided' | 'expired',
  now: Date,
): Promise<void> {
  await session.run('UPDATE hold SET state = $3 WHERE member_id = $1 AND hold_id = $2', [
    book.accounts.memberId,
    hold.holdId,
    state,
  ]);
  await writeEntries(session, [releaseEntry(book, hold, state)], now);
}

export function holdAnswer(hold: Hold, availablePoints: number): HoldResponse {
  const { holdId, memberId, points, state } = hold;
  const expiresAt = hold.expiresAt.toISOString();
  return { holdId, memberId, points, state, expiresAt, availablePoints };
}
