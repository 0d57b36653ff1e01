import { z } from 'zod';
import { AssertionError } from '../../domain/assert.ts';
import { MAXIMUM_POINTS } from '../../domain/points.ts';
import type { Programme } from '../../domain/programme.ts';
import { quoteSale } from '../../domain/quote.ts';
import type { SaleBody, TransactionBody, TransactionMember } from '../../domain/transaction.ts';
import type { SqlSession } from '../storage/sql.ts';
import type { ProgrammeVersions } from './readProgrammes.ts';

/** Up to so many points a sale is posted as it was sealed, however wrong: rules and people put that right. */
const UNQUESTIONED_POINTS = 1_000_000;

/** No sale moves more points than this, whatever its rules. */
const MAXIMUM_SALE_POINTS = 1_000_000_000;

/** Beyond so many times what the rules could give at best, it is no rule difference any more. */
const TIMES_THE_BEST = 10;

/** The most that an account may come to: far from what messages and pulls can carry, also while several terminals push at once. */
export const MAXIMUM_ACCOUNT_POINTS = MAXIMUM_POINTS / 10;

/** Says in a sentence why a transaction's points are beyond belief; null where they may be posted. */
export type Plausibility = (body: TransactionBody) => string | null;

/**
 * Reads what judging the points of `bodies` asks for: nothing at all unless one of them moves very many. Accounts are
 * read without locking them; the bound leaves room for what others post meanwhile.
 */
export async function plausibilityOf(
  session: SqlSession,
  bodies: readonly TransactionBody[],
  programmes: ProgrammeVersions,
): Promise<Plausibility> {
  const large = bodies.flatMap((body) =>
    body.kind === 'sale' && body.member !== null && largestOf(body) > UNQUESTIONED_POINTS
      ? [body.member]
      : [],
  );
  const accounts = await readAccountSizes(session, large);
  return (body) => {
    if (body.kind !== 'sale' || largestOf(body) <= UNQUESTIONED_POINTS) {
      return null;
    }
    const programme = programmes.get(body.programmeId, body.programmeVersion);
    const present = accounts.get(body.member?.cardToken ?? '') ?? 0;
    return implausibility(body, programme, present);
  };
}

function implausibility(body: SaleBody, programme: Programme, present: number): string | null {
  const { accrualPoints } = body;
  const redeemedPoints = body.redemption?.points ?? 0;
  const bestAccrual = bestAccrualPoints(body, programme);
  if (accrualPoints > limitOf(bestAccrual)) {
    return `it earns ${accrualPoints} points where the rules give ${bestAccrual} at best`;
  }
  const { valueMinorPerStep, pointsPerStep } = programme.redemption;
  const payingPoints = Math.ceil(body.totalMinor / valueMinorPerStep) * pointsPerStep;
  if (redeemedPoints > limitOf(payingPoints)) {
    return `it redeems ${redeemedPoints} points where ${payingPoints} would pay all of it`;
  }
  return present + largestOf(body) > MAXIMUM_ACCOUNT_POINTS
    ? `with it the member's account would come to more than ${MAXIMUM_ACCOUNT_POINTS} points`
    : null;
}

function limitOf(bestPoints: number): number {
  return Math.min(MAXIMUM_SALE_POINTS, Math.max(UNQUESTIONED_POINTS, TIMES_THE_BEST * bestPoints));
}

/** What the sale's lines earn in the tier that earns most; 0 where they are no sale that could be quoted. */
function bestAccrualPoints({ lines }: SaleBody, programme: Programme): number {
  try {
    const quotes = programme.tiers.map(({ tierId }) =>
      quoteSale({ programme, tierId, lines, redemptionPoints: 0 }),
    );
    return Math.max(0, ...quotes.map(({ accrualPoints }) => accrualPoints));
  } catch (error) {
    // A quote asserts on ranges that a body from outside may exceed; here that is a finding, not a defect.
    if (error instanceof AssertionError) {
      return 0;
    }
    throw error;
  }
}

function largestOf(body: SaleBody): number {
  return Math.max(body.accrualPoints, body.redemption?.points ?? 0);
}

/** By card token, the larger of what its member has and owes. */
async function readAccountSizes(
  session: SqlSession,
  members: readonly TransactionMember[],
): Promise<ReadonlyMap<string, number>> {
  if (members.length === 0) {
    return new Map();
  }
  const rows = await session.rows(
    z.object({ token: z.string(), points: z.int() }),
    `SELECT u.token, max(greatest(m.active_points + m.held_points + m.pending_points, m.overdraft_points)) AS points
       FROM unnest($1::text[], $2::text[]) AS u(token, member_id)
      CROSS JOIN LATERAL (
        SELECT u.member_id UNION
        SELECT c.member_id FROM card c WHERE c.card_token = u.token) AS named(member_id)
       JOIN member n ON n.member_id = named.member_id
       JOIN member m ON m.member_id = coalesce(n.merged_into, n.member_id)
      GROUP BY u.token`,
    [
      members.map(({ cardToken }) => cardToken),
      members.map((member) => (member.kind === 'member' ? member.memberId : null)),
    ],
  );
  return new Map(rows.map(({ token, points }) => [token, points]));
}
