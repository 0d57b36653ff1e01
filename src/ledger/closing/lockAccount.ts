import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import { MemberBook } from '../lots/memberBook.ts';
import { readLots } from '../lots/readLots.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';

const lotRow = z.object({ lot_id: z.string(), forfeited: z.int() });

/** A member's whole account, locked. */
export interface LockedAccount {
  readonly book: MemberBook;
  /** By lot, what was forfeited of it and not given back. */
  readonly forfeited: ReadonlyMap<string, number>;
}

/** Locks a member and reads every lot with something left in it or forfeited of it. */
export async function lockAccount(
  session: SqlSession,
  memberId: string,
): Promise<Result<LockedAccount, LedgerError>> {
  const locked = await lockBook(session, memberId, 0);
  if (locked === null) {
    return fail({ code: 'memberUnknown', message: `The ledger does not know member ${memberId}.` });
  }
  const [merged] = await session.rows(
    z.object({ merged_into: z.string() }),
    'SELECT merged_into FROM member WHERE member_id = $1 AND merged_into IS NOT NULL',
    [memberId],
  );
  if (merged !== undefined) {
    const message = `Member ${memberId} was merged into ${merged.merged_into}. Name that one.`;
    return fail({ code: 'memberUnknown', message });
  }
  const rows = await session.rows(
    lotRow,
    `SELECT l.lot_id, coalesce(f.points, 0)::int8 AS forfeited
       FROM points_lot l
       LEFT JOIN (
         SELECT lot_id, -sum(points) AS points FROM lot_movement
          WHERE member_id = $1 AND reason IN ('forfeited', 'reopened') GROUP BY lot_id) AS f USING (lot_id)
      WHERE l.member_id = $1 AND (l.remaining_points > 0 OR f.points > 0)`,
    [memberId],
  );
  const lots = await readLots(
    session,
    rows.map(({ lot_id: lotId }) => ({ memberId, lotId })),
  );
  return ok({
    book: new MemberBook(
      locked.accounts,
      lots.map(({ lot }) => lot),
    ),
    forfeited: new Map(
      rows.flatMap((row): [string, number][] =>
        row.forfeited > 0 ? [[row.lot_id, row.forfeited]] : [],
      ),
    ),
  });
}
