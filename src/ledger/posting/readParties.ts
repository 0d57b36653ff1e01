import { z } from 'zod';
import { redemptionOf, type TransactionBody } from '../../domain/transaction.ts';
import { memberStatuses } from '../../domain/member.ts';
import { MemberBook, type MemberAccounts } from '../lots/memberBook.ts';
import { readExpiredLots, readSpendableLots, type MemberLot } from '../lots/readLots.ts';
import type { SqlSession } from '../storage/sql.ts';
import type { StoredLease } from '../leases/leaseRow.ts';
import { lockTokens } from './lockTokens.ts';
import type { OriginalSale } from './planReturn.ts';
import type { SaleHold } from './planSale.ts';
import type { ManagerKeys } from './overrideFinding.ts';
import { findOriginals, type FoundOriginal } from './readOriginals.ts';
import { readReturns } from './readReturns.ts';
import { readLeases, readManagers } from './readRights.ts';

/** A member's accounts, and into whom it was merged. */
interface LockedMember extends MemberAccounts {
  readonly mergedInto: string | null;
}

const cardRow = z.object({
  card_token: z.string(),
  member_id: z.string(),
  removed: z.boolean(),
});
const memberRow = z
  .object({
    member_id: z.string(),
    status: z.enum(memberStatuses),
    active_points: z.int(),
    held_points: z.int(),
    pending_points: z.int(),
    overdraft_points: z.int(),
    forfeited_points: z.int(),
    merged_into: z.string().nullable(),
  })
  .transform((row): LockedMember => ({
    memberId: row.member_id,
    status: row.status,
    activePoints: row.active_points,
    heldPoints: row.held_points,
    pendingPoints: row.pending_points,
    overdraftPoints: row.overdraft_points,
    forfeitedPoints: row.forfeited_points,
    mergedInto: row.merged_into,
  }));
const holdRow = z.object({
  member_id: z.string(),
  hold_id: z.string(),
  points: z.int(),
  state: z.enum(['pending', 'posted', 'voided', 'expired']),
});

/** The members, holds and returned sales that some transactions concern. */
export interface Parties {
  /** The member to post `body` to, or null where the ledger knows neither member nor card. */
  memberIdOf(body: TransactionBody): string | null;
  /** Cards among theirs that were taken from their members. */
  readonly removedTokens: ReadonlySet<string>;
  /** Accounts and the lots that may be needed, by member. */
  readonly books: ReadonlyMap<string, MemberBook>;
  readonly holds: ReadonlyMap<string, SaleHold>;
  /** Leases that the sales name, whatever became of them. */
  readonly leases: ReadonlyMap<string, StoredLease>;
  /** See `readManagers`. */
  readonly managers: ManagerKeys;
  /** Posted sales that are returned, by transaction id; those of the same batch are not among them. */
  readonly originals: ReadonlyMap<string, OriginalSale>;
}

/** Reads and locks the members of `bodies`, in the order of their ids so that no two pushes wait for each other. */
export async function lockParties(
  session: SqlSession,
  bodies: readonly TransactionBody[],
): Promise<Parties> {
  const tokens = bodies.flatMap((body) => (body.member === null ? [] : [body.member.cardToken]));
  const { linked: cards, removed: removedTokens } = await readCards(session, tokens);
  const unknown = tokens.filter((token) => !cards.has(token));
  if (unknown.length > 0) {
    // Whoever links one of these cards waits until this sale is parked, or this sale sees the link.
    await lockTokens(session, unknown, 'shared');
    const { linked } = await readCards(session, unknown);
    linked.forEach((memberId, token) => cards.set(token, memberId));
  }
  const originalsFound = await findOriginals(session, bodies);
  const named = bodies.flatMap(({ member }) =>
    member?.kind === 'member' ? [member.memberId] : [],
  );
  const ofOriginals = originalsFound.flatMap(({ memberId }) => memberId ?? []);
  const accounts = await lockSurvivors(session, [
    ...new Set([...named, ...cards.values(), ...ofOriginals]),
  ]);
  const survivorOf = (memberId: string): string => accounts.get(memberId)?.mergedInto ?? memberId;
  const found = originalsFound.map((one) => ({
    ...one,
    memberId: one.memberId === null ? null : survivorOf(one.memberId),
  }));
  const memberIdOf = ({ member }: TransactionBody): string | null => {
    if (member === null) {
      return null;
    }
    if (member.kind === 'member' && accounts.has(member.memberId)) {
      return survivorOf(member.memberId);
    }
    const ofCard = cards.get(member.cardToken);
    return ofCard === undefined ? null : survivorOf(ofCard);
  };
  const holds = await readHolds(session, bodies);
  const { originals, lots } = await readReturns(session, found);
  const spendable = await readSpendableLots(
    session,
    pointsNeeded(bodies, memberIdOf, holds, found),
  );
  const expired = await readExpiredSince(session, bodies, memberIdOf);
  const books = booksOf(accounts, [...spendable, ...expired, ...lots]);
  const leases = await readLeases(session, bodies, memberIdOf);
  const managers = await readManagers(session, bodies);
  return { memberIdOf, removedTokens, books, holds, leases, managers, originals };
}

/** Locks one member and reads accounts and enough lots to spend or repay `points`; null where there is none. */
export async function lockBook(
  session: SqlSession,
  memberId: string,
  points: number,
): Promise<MemberBook | null> {
  const accounts = await lockMembers(session, [memberId]);
  const needed = new Map(points > 0 ? [[memberId, points]] : []);
  const lots = await readSpendableLots(session, needed);
  return booksOf(accounts, lots).get(memberId) ?? null;
}

/** Locks those of the members that nobody else has locked, and opens their books over the lots that `read` gives. */
export async function lockFreeBooks(
  session: SqlSession,
  memberIds: readonly string[],
  read: (lockedIds: readonly string[]) => Promise<MemberLot[]>,
): Promise<Map<string, MemberBook>> {
  const accounts = await lockMembers(session, memberIds, 'SKIP LOCKED');
  return booksOf(accounts, await read([...accounts.keys()]));
}

function booksOf(
  accounts: ReadonlyMap<string, MemberAccounts>,
  lots: readonly MemberLot[],
): Map<string, MemberBook> {
  const byMember = new Map<string, MemberLot['lot'][]>();
  for (const { memberId, lot } of lots) {
    const own = byMember.get(memberId);
    if (own === undefined) {
      byMember.set(memberId, [lot]);
    } else {
      own.push(lot);
    }
  }
  return new Map(
    [...accounts].map(([memberId, one]) => [
      memberId,
      new MemberBook(one, byMember.get(memberId) ?? []),
    ]),
  );
}

/** What expired of the lots of those who redeem since they redeemed: they may have spent it in time. */
function readExpiredSince(
  session: SqlSession,
  bodies: readonly TransactionBody[],
  memberIdOf: (body: TransactionBody) => string | null,
): Promise<MemberLot[]> {
  const redeeming = bodies.filter((body) => redemptionOf(body) !== null);
  const soldAt = redeeming.map(
    (body) => Date.parse(body.occurredAt) + (body.format === 1 ? 0 : (body.clock.offsetMs ?? 0)),
  );
  const memberIds = new Set(redeeming.flatMap((body) => memberIdOf(body) ?? []));
  // A clock may be off by any number; what it makes of the lots is decided when the sale is planned.
  const since = Math.max(0, Math.min(...soldAt, FAR_FUTURE_MS));
  return readExpiredLots(session, [...memberIds], new Date(since));
}

/** The most points that each member's lots may lose in this batch, as far as only older lots can give them. */
function pointsNeeded(
  bodies: readonly TransactionBody[],
  memberIdOf: (body: TransactionBody) => string | null,
  holds: ReadonlyMap<string, SaleHold>,
  originals: readonly FoundOriginal[],
): Map<string, number> {
  const needed = new Map<string, number>();
  const add = (memberId: string | null, points: number): void => {
    if (memberId !== null && points > 0) {
      needed.set(memberId, (needed.get(memberId) ?? 0) + points);
    }
  };
  for (const body of bodies) {
    const redemption = redemptionOf(body);
    const authorisation = redemption?.authorisation;
    const hold = authorisation?.kind === 'hold' ? holds.get(authorisation.holdId) : undefined;
    add(memberIdOf(body), (redemption?.points ?? 0) + (hold?.points ?? 0));
  }
  const returned = new Set(
    bodies.flatMap((body) => (body.kind === 'return' ? [body.originalTransactionId] : [])),
  );
  for (const body of bodies) {
    if (body.kind === 'sale' && returned.has(body.transactionId)) {
      add(memberIdOf(body), EVERYTHING);
    }
  }
  for (const { memberId } of originals) {
    add(memberId, EVERYTHING);
  }
  return needed;
}

const FAR_FUTURE_MS = Date.UTC(2200, 0, 1);

/** More than any member has. */
const EVERYTHING = 1_000_000_000_000;

/** Locks these members, and those into whom they were merged. */
async function lockSurvivors(
  session: SqlSession,
  memberIds: readonly string[],
): Promise<Map<string, LockedMember>> {
  const locked = await lockMembers(session, memberIds);
  const survivors = [...locked.values()].flatMap(({ mergedInto }) => mergedInto ?? []);
  const missing = survivors.filter((memberId) => !locked.has(memberId));
  if (missing.length > 0) {
    (await lockMembers(session, missing)).forEach((one, memberId) => locked.set(memberId, one));
  }
  return locked;
}

async function lockMembers(
  session: SqlSession,
  memberIds: readonly string[],
  others: 'SKIP LOCKED' | '' = '',
): Promise<Map<string, LockedMember>> {
  // Joined, each member is looked for in its own partition; "= ANY" would search all of them for each.
  const rows = await session.rows(
    memberRow,
    `SELECT m.member_id, m.status, m.active_points, m.held_points, m.pending_points, m.overdraft_points, m.merged_into,
            CASE WHEN m.status = 'closed' THEN (
              SELECT coalesce(sum(p.points), 0)::int8 FROM posting p
               WHERE p.member_id = m.member_id AND p.account = 'programme:breakage')
            ELSE 0 END AS forfeited_points
       FROM unnest($1::text[]) AS u(member_id) JOIN member m ON m.member_id = u.member_id
      ORDER BY m.member_id FOR UPDATE OF m ${others}`,
    [memberIds],
  );
  return new Map(rows.map((row) => [row.memberId, row]));
}

/** The members of linked cards, by token, and which cards were taken from their members. */
async function readCards(
  session: SqlSession,
  tokens: readonly string[],
): Promise<{ readonly linked: Map<string, string>; readonly removed: ReadonlySet<string> }> {
  const rows = await session.rows(
    cardRow,
    `SELECT c.card_token, c.member_id, c.removed
       FROM unnest($1::text[]) AS u(card_token) JOIN card c ON c.card_token = u.card_token`,
    [tokens],
  );
  const linked = rows.filter(({ removed }) => !removed);
  return {
    linked: new Map(linked.map((row) => [row.card_token, row.member_id])),
    removed: new Set(rows.filter(({ removed }) => removed).map((row) => row.card_token)),
  };
}

async function readHolds(
  session: SqlSession,
  bodies: readonly TransactionBody[],
): Promise<Map<string, SaleHold>> {
  const ids = bodies.flatMap((body) => {
    const authorisation = redemptionOf(body)?.authorisation;
    return authorisation?.kind === 'hold' ? [authorisation.holdId] : [];
  });
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await session.rows(
    holdRow,
    'SELECT member_id, hold_id, points, state FROM hold WHERE hold_id = ANY($1::text[])',
    [ids],
  );
  return new Map(
    rows.map((row) => [
      row.hold_id,
      { memberId: row.member_id, holdId: row.hold_id, points: row.points, state: row.state },
    ]),
  );
}
