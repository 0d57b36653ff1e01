import { z } from 'zod';
import { readLots, type MemberLot } from '../lots/readLots.ts';
import type { SqlSession } from '../storage/sql.ts';
import type { OriginalSale } from './planReturn.ts';
import { terminalIdOf, type FoundOriginal } from './readOriginals.ts';
import { readProgrammes } from './readProgrammes.ts';

const returnedRow = z.object({
  transaction_id: z.string(),
  return_transaction_id: z.string(),
  line_number: z.int(),
  quantity: z.int(),
});
const movementRow = z.object({
  member_id: z.string(),
  entry_id: z.string(),
  lot_id: z.string(),
  points: z.int(),
});
type Returned = z.infer<typeof returnedRow>;
type Movement = z.infer<typeof movementRow>;

/** Returned sales with what came back of them before, and the lots that they earned and spent. */
export interface ReadReturns {
  readonly originals: ReadonlyMap<string, OriginalSale>;
  readonly lots: readonly MemberLot[];
}

/** Reads what returning `found` sales asks for. The sales and their members are locked. */
export async function readReturns(
  session: SqlSession,
  found: readonly FoundOriginal[],
): Promise<ReadReturns> {
  if (found.length === 0) {
    return { originals: new Map(), lots: [] };
  }
  const returned = await readReturnedLines(session, found);
  const movements = await readMovements(session, found, returned);
  const programmes = await readProgrammes(
    session,
    found.map(({ body }) => body),
  );
  const originals = found.map(({ body, memberId, postedMemberId }): OriginalSale => {
    const { transactionId } = body;
    const lotPrefix = memberId === postedMemberId ? '' : `${postedMemberId ?? ''}/`;
    const back = returned.filter((row) => row.transaction_id === transactionId);
    const entries = new Set([transactionId, ...back.map((row) => row.return_transaction_id)]);
    const moved = movements.filter(
      (row) =>
        (row.member_id === memberId || row.member_id === postedMemberId) &&
        entries.has(row.entry_id),
    );
    return {
      body,
      memberId,
      lotPrefix,
      programme: programmes.get(body.programmeId, body.programmeVersion),
      returned: sumBy(back, (row) => [row.line_number, row.quantity]),
      restorable: sumBy(moved, (row) => [
        row.member_id === memberId ? row.lot_id : `${lotPrefix}${row.lot_id}`,
        -row.points,
      ]),
    };
  });
  const keys = originals.flatMap(({ memberId, lotPrefix = '', body, restorable }) =>
    memberId === null
      ? []
      : [`${lotPrefix}${body.transactionId}`, ...restorable.keys()].map((lotId) => ({
          memberId,
          lotId,
        })),
  );
  const lots = await readLots(session, keys);
  return { originals: new Map(originals.map((one) => [one.body.transactionId, one])), lots };
}

function readReturnedLines(
  session: SqlSession,
  found: readonly FoundOriginal[],
): Promise<Returned[]> {
  const ids = found.map(({ body }) => body.transactionId);
  return session.rows(
    returnedRow,
    `SELECT transaction_id, return_transaction_id, line_number, quantity FROM returned_line
      WHERE (terminal_id, transaction_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [ids.map(terminalIdOf), ids],
  );
}

/** What the sales spent of lots, and what their returns restored. */
function readMovements(
  session: SqlSession,
  found: readonly FoundOriginal[],
  returned: readonly Returned[],
): Promise<Movement[]> {
  const keys = found.flatMap(({ body: { transactionId }, memberId, postedMemberId }) => {
    const back = returned.filter((row) => row.transaction_id === transactionId);
    const entryIds = new Set([transactionId, ...back.map((row) => row.return_transaction_id)]);
    const memberIds = new Set([memberId, postedMemberId]);
    return [...memberIds].flatMap((id) =>
      id === null ? [] : [...entryIds].map((entryId) => ({ memberId: id, entryId })),
    );
  });
  return session.rows(
    movementRow,
    `SELECT member_id, entry_id, lot_id, points FROM lot_movement
      WHERE (member_id, entry_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        AND reason IN ('spent', 'restored')`,
    [keys.map(({ memberId }) => memberId), keys.map(({ entryId }) => entryId)],
  );
}

function sumBy<Row, Key>(rows: readonly Row[], part: (row: Row) => readonly [Key, number]) {
  const sums = new Map<Key, number>();
  for (const row of rows) {
    const [key, points] = part(row);
    sums.set(key, (sums.get(key) ?? 0) + points);
  }
  return sums;
}
