import { z } from 'zod';
import { redemptionOf, type TransactionBody } from '../../domain/transaction.ts';
import type { SqlSession } from '../storage/sql.ts';
import { lockTokens } from './lockTokens.ts';
import type { SaleHold, SaleMember } from './planSale.ts';

const cardRow = z.object({ card_token: z.string(), member_id: z.string() });
const memberRow = z.object({
  member_id: z.string(),
  status: z.enum(['active', 'blocked']),
  active_points: z.int(),
});
const holdRow = z.object({
  member_id: z.string(),
  hold_id: z.string(),
  points: z.int(),
  state: z.enum(['pending', 'posted', 'voided', 'expired']),
});

/** The members and holds that some sales concern. */
export interface Parties {
  /** The member to post `body` to, or null where the ledger knows neither member nor card. */
  memberIdOf(body: TransactionBody): string | null;
  readonly members: Map<string, SaleMember>;
  readonly holds: Map<string, SaleHold>;
}

/** Reads and locks the members of `bodies`, in the order of their ids so that no two pushes wait for each other. */
export async function lockParties(
  session: SqlSession,
  bodies: readonly TransactionBody[],
): Promise<Parties> {
  const tokens = bodies.flatMap((body) => (body.member === null ? [] : [body.member.cardToken]));
  const cards = await readCards(session, tokens);
  const unknown = tokens.filter((token) => !cards.has(token));
  if (unknown.length > 0) {
    // Whoever links one of these cards waits until this sale is parked, or this sale sees the link.
    await lockTokens(session, unknown, 'shared');
    (await readCards(session, unknown)).forEach((memberId, token) => cards.set(token, memberId));
  }
  const named = bodies.flatMap(({ member }) =>
    member?.kind === 'member' ? [member.memberId] : [],
  );
  const memberRows = await session.rows(
    memberRow,
    `SELECT member_id, status, active_points FROM member
      WHERE member_id = ANY($1::text[]) ORDER BY member_id FOR UPDATE`,
    [[...new Set([...named, ...cards.values()])]],
  );
  const members = new Map<string, SaleMember>(
    memberRows.map((row) => [
      row.member_id,
      { memberId: row.member_id, status: row.status, activePoints: row.active_points },
    ]),
  );
  return {
    members,
    holds: await readHolds(session, bodies),
    memberIdOf({ member }) {
      if (member === null) {
        return null;
      }
      if (member.kind === 'member' && members.has(member.memberId)) {
        return member.memberId;
      }
      return cards.get(member.cardToken) ?? null;
    },
  };
}

async function readCards(
  session: SqlSession,
  tokens: readonly string[],
): Promise<Map<string, string>> {
  const rows = await session.rows(
    cardRow,
    'SELECT card_token, member_id FROM card WHERE card_token = ANY($1::text[]) AND NOT removed',
    [tokens],
  );
  return new Map(rows.map((row) => [row.card_token, row.member_id]));
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
