import { z } from 'zod';
import type { LotRule } from '../../src/domain/programme.ts';
import type { TransactionMember } from '../../src/domain/transaction.ts';
import { demoProgramme } from '../../src/ledger/demonstration/demoChain.ts';
import type { RunningLedger } from '../../src/ledger/startLedger.ts';
import { tamper } from './ledgerBackends.ts';

export const DAY_MS = 86_400_000;

/** Publishes the demonstration's programme with other rules for lots, under `version`. */
export async function publishLotRule(
  ledger: RunningLedger,
  version: number,
  lots: LotRule,
): Promise<void> {
  const document = JSON.stringify({ ...demoProgramme, version, lots });
  await tamper(
    ledger,
    `INSERT INTO programme (programme_id, version, document) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (programme_id, version) DO NOTHING`,
    [demoProgramme.programmeId, version, document],
  );
}

let members = 0;

/** A member without points, with a card. */
export async function newMember(
  ledger: RunningLedger,
): Promise<Extract<TransactionMember, { kind: 'member' }>> {
  members += 1;
  const memberId = `L${members}`;
  const cardToken = members.toString(16).padStart(32, '7');
  await tamper(
    ledger,
    `INSERT INTO member (member_id, first_name, family_name, display_name, tier_id, status)
     VALUES ($1, 'Lou', 'Lot', 'Lou L.', 'basic', 'active')`,
    [memberId],
  );
  await tamper(
    ledger,
    `INSERT INTO card (card_token, member_id, card_label) VALUES ($1, $2, '•••• 0000')`,
    [cardToken, memberId],
  );
  return { kind: 'member', memberId, cardToken };
}

const accountsRow = z.object({
  active: z.int(),
  held: z.int(),
  pending: z.int(),
  overdraft: z.int(),
});

/** A member's accounts. */
export async function accountsOf(
  ledger: RunningLedger,
  memberId: string,
): Promise<z.infer<typeof accountsRow>> {
  const [row] = await ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      accountsRow,
      `SELECT active_points AS active, held_points AS held, pending_points AS pending, overdraft_points AS overdraft
         FROM member WHERE member_id = $1`,
      [memberId],
    ),
  );
  if (row === undefined) {
    throw new Error(`no member ${memberId}`);
  }
  return row;
}

const lotRow = z.object({
  lotId: z.string(),
  remaining: z.int(),
  expired: z.int(),
  vested: z.boolean(),
  expiresAt: z.date().nullable(),
});

/** What is left of each of a member's lots, by the id of the transaction that earned it. */
export async function lotsOf(
  ledger: RunningLedger,
  memberId: string,
): Promise<Map<string, z.infer<typeof lotRow>>> {
  const rows = await ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      lotRow,
      `SELECT lot_id AS "lotId", remaining_points AS remaining, expired_points AS expired, vested,
              expires_at AS "expiresAt"
         FROM points_lot WHERE member_id = $1`,
      [memberId],
    ),
  );
  return new Map(rows.map((row) => [row.lotId, row]));
}

const sumRow = z.object({ account: z.string(), points: z.int() });

/** What a member's entries posted to each account, in sum. */
export async function postedTo(
  ledger: RunningLedger,
  memberId: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = await ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      sumRow,
      'SELECT account, sum(points)::int8 AS points FROM posting WHERE member_id = $1 GROUP BY account',
      [memberId],
    ),
  );
  return Object.fromEntries(rows.map(({ account, points }) => [account, points]));
}
