import { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { recallAtFormerHomes } from './recallLeases.ts';

/** The most members that one database transaction moves. */
export const MAXIMUM_MOVES = 500;

/** A member's new home store; null where it is to have none. */
export interface HomeMove {
  readonly memberId: string;
  readonly storeId: string | null;
}

/** What moving some members came to. */
export interface MovedHomes {
  readonly moved: number;
  /** Members who were at home there already. */
  readonly unchanged: number;
  /** Leases that the tills of former home stores are asked to give back. */
  readonly recalledLeases: number;
  /** Those that will not do, by their place in what was asked, with a sentence each. */
  readonly refused: readonly { readonly index: number; readonly why: string }[];
}

/**
 * Gives members another home store, at most `MAXIMUM_MOVES` at once; the last word on a member counts. What is leased to tills of
 * the former one is called back, not taken away: they may be offline and spend from it.
 */
export async function moveHomes(
  context: LedgerContext,
  moves: readonly HomeMove[],
): Promise<MovedHomes> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const members = await lockHomes(session, moves);
    const stores = new Set(
      (await session.rows(z.object({ id: z.string() }), 'SELECT store_id AS id FROM store')).map(
        ({ id }) => id,
      ),
    );
    const refused: MovedHomes['refused'][number][] = [];
    const wanted = new Map<string, string | null>();
    for (const [index, { memberId, storeId }] of moves.entries()) {
      const why = refusalOf(memberId, members.get(memberId), storeId, stores);
      if (why === null) {
        wanted.set(memberId, storeId);
      } else {
        refused.push({ index, why });
      }
    }
    const changes = [...wanted].flatMap(([memberId, storeId]) => {
      const formerStoreId = members.get(memberId)?.homeStoreId ?? null;
      return formerStoreId === storeId ? [] : [{ memberId, storeId, formerStoreId }];
    });
    const recalledLeases = changes.length === 0 ? 0 : await writeHomes(session, changes, now);
    const unchanged = wanted.size - changes.length;
    return { moved: changes.length, unchanged, recalledLeases, refused };
  });
}

const homeRow = z.object({
  memberId: z.string(),
  homeStoreId: z.string().nullable(),
  mergedInto: z.string().nullable(),
});

/** The members, locked in the order of their ids, so that no lease is granted to a former home beside this. */
async function lockHomes(
  session: SqlSession,
  moves: readonly HomeMove[],
): Promise<ReadonlyMap<string, z.infer<typeof homeRow>>> {
  const rows = await session.rows(
    homeRow,
    `SELECT member_id AS "memberId", home_store_id AS "homeStoreId", merged_into AS "mergedInto"
       FROM member WHERE member_id = ANY($1::text[]) ORDER BY member_id FOR UPDATE`,
    [moves.map(({ memberId }) => memberId)],
  );
  return new Map(rows.map((row) => [row.memberId, row]));
}

function refusalOf(
  memberId: string,
  member: z.infer<typeof homeRow> | undefined,
  storeId: string | null,
  stores: ReadonlySet<string>,
): string | null {
  if (member === undefined) {
    return `The ledger does not know member ${memberId}.`;
  }
  if (member.mergedInto !== null) {
    return `Member ${memberId} was merged into ${member.mergedInto}. Name that one.`;
  }
  return storeId === null || stores.has(storeId) ? null : `There is no store ${storeId}.`;
}

interface HomeChange extends HomeMove {
  readonly formerStoreId: string | null;
}

async function writeHomes(
  session: SqlSession,
  changes: readonly HomeChange[],
  now: Date,
): Promise<number> {
  await session.run(
    `UPDATE member m SET home_store_id = h.store_id
       FROM unnest($1::text[], $2::text[]) AS h(member_id, store_id) WHERE m.member_id = h.member_id`,
    [changes.map(({ memberId }) => memberId), changes.map(({ storeId }) => storeId)],
  );
  const left = changes.flatMap(({ memberId, formerStoreId }) =>
    formerStoreId === null ? [] : [{ memberId, formerStoreId }],
  );
  const recalled = await recallAtFormerHomes(session, left, now);
  // The tills of the new home hear of it, too, and ask for leases.
  await announce(session, 'leases');
  return recalled;
}
