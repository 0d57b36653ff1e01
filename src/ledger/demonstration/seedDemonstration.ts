import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import { GENESIS_HASH } from '../../domain/seal.ts';
import type { Setting } from '../../protocol/pullReference.ts';
import type { Chain } from '../chain/chain.ts';
import { cardTokenOf } from '../chain/crypto.ts';
import { issueEnrolmentCode } from '../enrolment/enrolmentCode.ts';
import { LOT_RULES } from '../posting/ledgerEntry.ts';
import type { SqlSession } from '../storage/sql.ts';
import { DEMO_CHAIN_NAME, demoProgramme, demoStores, demoTerminals } from './demoChain.ts';
import { demoMember } from './demoMember.ts';
import { demoProducts, OPEN_CATEGORY } from './demoProducts.ts';
import { demoOperators, operatorDocument } from './demoStaff.ts';

const MEMBERS_A_STATEMENT = 10_000;
const CODE_LIFETIME_MS = 10 * 365 * 86_400_000;

/** Fills a new chain with the demonstration's. Every balance is an entry like any other. */
export async function seedDemonstration(
  session: SqlSession,
  chain: Chain,
  nowMs: number,
): Promise<void> {
  const { demonstration } = chain;
  assert(demonstration !== null, 'only the demonstration is seeded');
  const { seed, members } = demonstration;
  await seedTerminals(session, seed, nowMs);
  await seedReference(session, seed);
  // Checked row by row, references would double the time that a million members take; added again, they are checked at once.
  await session.run('ALTER TABLE member_card DROP CONSTRAINT member_card_member_id_fkey');
  await session.run('ALTER TABLE card DISABLE TRIGGER card_beside_member');
  for (let from = 0; from < members; from += MEMBERS_A_STATEMENT) {
    const to = Math.min(members, from + MEMBERS_A_STATEMENT);
    await seedMembers(session, seed, chain.tokenKey, from, to);
  }
  await postOpeningBalances(session, new Date(nowMs));
  await session.run(
    `INSERT INTO member_card (member_id, card_token, card_label, removed)
     SELECT member_id, card_token, card_label, removed FROM card`,
  );
  await session.run('ALTER TABLE card ENABLE TRIGGER card_beside_member');
  await session.run('ALTER TABLE member_card ADD FOREIGN KEY (member_id) REFERENCES member');
  await session.run('ANALYZE');
}

/** The codes of the demonstration's terminals that nobody has used yet. */
export async function unusedDemoCodes(session: SqlSession, chain: Chain): Promise<string[]> {
  if (chain.demonstration === null) {
    return [];
  }
  const rows = await session.rows(
    z.object({ terminal_id: z.string() }),
    `SELECT terminal_id FROM enrolment_code WHERE used_at IS NULL`,
  );
  const unused = new Set(rows.map(({ terminal_id: terminalId }) => terminalId));
  return demoTerminals(chain.demonstration.seed)
    .filter(({ terminalId }) => unused.has(terminalId))
    .map(({ code }) => code);
}

async function seedTerminals(session: SqlSession, seed: number, nowMs: number): Promise<void> {
  for (const { storeId, name, timeZone, dayEndMinutes } of demoStores) {
    await session.run(
      'INSERT INTO store (store_id, name, time_zone, day_end_minutes) VALUES ($1, $2, $3, $4)',
      [storeId, name, timeZone, dayEndMinutes],
    );
  }
  const terminals = demoTerminals(seed);
  for (const { terminalId, storeId, storeName, name, code } of terminals) {
    await session.run(
      `INSERT INTO terminal (terminal_id, store_id, name, status, last_hash) VALUES ($1, $2, $3, 'awaiting', $4)`,
      [terminalId, storeId, name, GENESIS_HASH],
    );
    await issueEnrolmentCode(session, code, terminalId, new Date(nowMs + CODE_LIFETIME_MS));
    const setting: Setting = {
      settingId: 'terminal',
      storeName,
      terminalName: name,
      chainName: DEMO_CHAIN_NAME,
      terminalCount: terminals.length,
      openCategoryId: OPEN_CATEGORY,
    };
    await session.run('INSERT INTO setting (terminal_id, document) VALUES ($1, $2::text::jsonb)', [
      terminalId,
      JSON.stringify(setting),
    ]);
  }
}

async function seedReference(session: SqlSession, seed: number): Promise<void> {
  await session.run(
    'INSERT INTO programme (programme_id, version, document) VALUES ($1, $2, $3::text::jsonb)',
    [demoProgramme.programmeId, demoProgramme.version, JSON.stringify(demoProgramme)],
  );
  const products = demoProducts(seed);
  await session.run(
    `INSERT INTO product (product_id, document)
     SELECT id, document::jsonb FROM unnest($1::text[], $2::text[]) AS u(id, document)`,
    [
      products.map(({ productId }) => productId),
      products.map((product) => JSON.stringify(product)),
    ],
  );
  const operators = demoOperators.map((operator) => operatorDocument(seed, operator));
  await session.run(
    `INSERT INTO operator (operator_id, document)
     SELECT id, document::jsonb FROM unnest($1::text[], $2::text[]) AS u(id, document)`,
    [
      operators.map(({ operatorId }) => operatorId),
      operators.map((operator) => JSON.stringify(operator)),
    ],
  );
}

async function seedMembers(
  session: SqlSession,
  seed: number,
  tokenKey: string,
  from: number,
  to: number,
): Promise<void> {
  const members = Array.from({ length: to - from }, (_, offset) => demoMember(seed, from + offset));
  await session.run(
    `INSERT INTO member (member_id, first_name, family_name, display_name, tier_id, status, active_points, home_store_id)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::text[])`,
    [
      members.map(({ memberId }) => memberId),
      members.map(({ firstName }) => firstName),
      members.map(({ familyName }) => familyName),
      members.map(({ displayName }) => displayName),
      members.map(({ tierId }) => tierId),
      members.map(({ status }) => status),
      members.map(({ openingPoints }) => openingPoints),
      members.map(({ homeStoreId }) => homeStoreId),
    ],
  );
  await session.run(
    `INSERT INTO card (member_id, card_token, card_label) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`,
    [
      members.map(({ memberId }) => memberId),
      members.map(({ cardNumber }) =>
        cardTokenOf(tokenKey, { scheme: 'number', value: cardNumber }),
      ),
      members.map(({ cardLabel }) => cardLabel),
    ],
  );
}

/** One opening entry a member, in bulk. */
async function postOpeningBalances(session: SqlSession, postedAt: Date): Promise<void> {
  await session.run(
    `INSERT INTO entry (member_id, entry_id, kind, posted_at, lot_rules)
     SELECT member_id, 'opening', 'opening', $1::timestamptz, ${LOT_RULES} FROM member WHERE active_points <> 0`,
    [postedAt],
  );
  await session.run(
    `INSERT INTO points_lot (member_id, lot_id, entry_id, earned_at, vests_at, vested, earned_points, remaining_points)
     SELECT member_id, 'opening', 'opening', $1::timestamptz, $1::timestamptz, true, active_points, active_points
       FROM member WHERE active_points <> 0`,
    [postedAt],
  );
  await session.run(
    `INSERT INTO lot_movement (member_id, entry_id, lot_id, reason, points)
     SELECT member_id, 'opening', 'opening', 'opened', active_points FROM member WHERE active_points <> 0`,
  );
  await session.run(
    `INSERT INTO posting (member_id, entry_id, line_number, account, points)
     SELECT member_id, 'opening', line, account, sign * active_points
       FROM member, (VALUES (1, 'member:active', 1), (2, 'programme:adjustment', -1)) AS l(line, account, sign)
      WHERE active_points <> 0`,
  );
  const [row] = await session.rows(
    z.object({ sum: z.coerce.number() }),
    'SELECT coalesce(sum(points), 0) AS sum FROM posting',
  );
  assert(row?.sum === 0, 'opening entries balance');
}
