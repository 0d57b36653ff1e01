import type { SqlSession } from '../storage/sql.ts';
import type { LotChange, LotMovement } from './lot.ts';

/** What an entry did to its member's lots. */
export interface LotEntry {
  readonly memberId: string;
  readonly entryId: string;
  readonly movements: readonly LotMovement[];
  readonly lots: readonly LotChange[];
}

interface Written extends LotChange {
  readonly memberId: string;
  readonly entryId: string;
}

/** Writes what entries, in their order, did to lots, in three statements at most. The members are locked. */
export async function writeLots(session: SqlSession, entries: readonly LotEntry[]): Promise<void> {
  const written = new Map<string, Written>();
  for (const { memberId, entryId, lots } of entries) {
    for (const { lot, isNew } of lots) {
      const key = `${memberId} ${lot.lotId}`;
      const before = written.get(key);
      const change = { memberId, lot, isNew: isNew || before?.isNew === true };
      written.set(key, { ...change, entryId: before?.entryId ?? entryId });
    }
  }
  const all = [...written.values()];
  await Promise.all([
    insertLots(
      session,
      all.filter(({ isNew }) => isNew),
    ),
    updateLots(
      session,
      all.filter(({ isNew }) => !isNew),
    ),
    insertMovements(session, entries),
  ]);
}

async function insertLots(session: SqlSession, written: readonly Written[]): Promise<void> {
  if (written.length === 0) {
    return;
  }
  const lots = written.map(({ lot }) => lot);
  await session.run(
    `INSERT INTO points_lot (member_id, lot_id, entry_id, earned_at, vests_at, expires_at, vested,
                             earned_points, remaining_points, expired_points)
     SELECT m, l, e, to_timestamp(a / 1000.0), to_timestamp(v / 1000.0), to_timestamp(x / 1000.0), s, p, r, d
       FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::bool[],
                   $8::int8[], $9::int8[], $10::int8[]) AS u(m, l, e, a, v, x, s, p, r, d)`,
    [
      written.map(({ memberId }) => memberId),
      lots.map(({ lotId }) => lotId),
      written.map(({ entryId }) => entryId),
      lots.map(({ earnedAtMs }) => earnedAtMs),
      lots.map(({ vestsAtMs }) => vestsAtMs),
      lots.map(({ expiresAtMs }) => expiresAtMs),
      lots.map(({ vested }) => vested),
      lots.map(({ earnedPoints }) => earnedPoints),
      lots.map(({ remainingPoints }) => remainingPoints),
      lots.map(({ expiredPoints }) => expiredPoints),
    ],
  );
}

async function updateLots(session: SqlSession, written: readonly Written[]): Promise<void> {
  if (written.length === 0) {
    return;
  }
  const lots = written.map(({ lot }) => lot);
  await session.run(
    `UPDATE points_lot l
        SET vested = u.s, earned_points = u.p, remaining_points = u.r,
            expired_points = u.d
       FROM unnest($1::text[], $2::text[], $3::bool[], $4::int8[], $5::int8[], $6::int8[])
              AS u(m, l, s, p, r, d)
      WHERE l.member_id = u.m AND l.lot_id = u.l`,
    [
      written.map(({ memberId }) => memberId),
      lots.map(({ lotId }) => lotId),
      lots.map(({ vested }) => vested),
      lots.map(({ earnedPoints }) => earnedPoints),
      lots.map(({ remainingPoints }) => remainingPoints),
      lots.map(({ expiredPoints }) => expiredPoints),
    ],
  );
}

async function insertMovements(session: SqlSession, entries: readonly LotEntry[]): Promise<void> {
  const moved = entries.flatMap(({ memberId, entryId, movements }) =>
    movements.map((movement) => ({ ...movement, memberId, entryId })),
  );
  if (moved.length === 0) {
    return;
  }
  await session.run(
    `INSERT INTO lot_movement (member_id, entry_id, lot_id, reason, points)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])`,
    [
      moved.map(({ memberId }) => memberId),
      moved.map(({ entryId }) => entryId),
      moved.map(({ lotId }) => lotId),
      moved.map(({ reason }) => reason),
      moved.map(({ points }) => points),
    ],
  );
}
