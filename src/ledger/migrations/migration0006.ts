import type { Migration } from './migration.ts';

/** Partitions of a table: 8, unless the database says otherwise in `loyalty.partitions`, as an embedded one does. */
const PARTITIONS = `coalesce(nullif(current_setting('loyalty.partitions', true), ''), '8')::int`;

/** A table as it will be: its distribution key, its primary key, and what else it had (indexes, references). */
interface Target {
  readonly table: string;
  readonly key: 'member_id' | 'terminal_id' | 'card_token';
  readonly primaryKey: string;
  readonly generated?: string;
  readonly more?: readonly string[];
}

const OPEN = `WHERE status = 'open'`;

/** Referenced tables stand before those that refer to them. */
const targets: readonly Target[] = [
  {
    table: 'member',
    key: 'member_id',
    primaryKey: 'member_id',
    more: ['CREATE INDEX member_change ON member (change_xid, member_id)'],
  },
  { table: 'card', key: 'card_token', primaryKey: 'card_token' },
  {
    table: 'entry',
    key: 'member_id',
    primaryKey: 'member_id, entry_id',
  },
  {
    table: 'posting',
    key: 'member_id',
    primaryKey: 'member_id, entry_id, line_number',
  },
  {
    table: 'points_lot',
    key: 'member_id',
    primaryKey: 'member_id, lot_id',
    more: [
      `CREATE INDEX points_lot_spendable ON points_lot (member_id, expires_at, earned_at, lot_id) WHERE vested AND remaining_points > 0`,
      `CREATE INDEX points_lot_vesting ON points_lot (vests_at) WHERE NOT vested`,
      `CREATE INDEX points_lot_expiring ON points_lot (expires_at) WHERE expires_at IS NOT NULL AND remaining_points > 0`,
    ],
  },
  {
    table: 'lot_movement',
    key: 'member_id',
    primaryKey: 'member_id, entry_id, lot_id, reason',
  },
  {
    table: 'hold',
    key: 'member_id',
    primaryKey: 'member_id, hold_id',
    more: [
      'ALTER TABLE hold ADD FOREIGN KEY (member_id) REFERENCES member',
      `CREATE INDEX hold_pending ON hold (expires_at) WHERE state = 'pending'`,
      'CREATE INDEX hold_by_id ON hold (hold_id)',
      `CREATE INDEX hold_pending_of_terminal ON hold (terminal_id, member_id) WHERE state = 'pending'`,
    ],
  },
  {
    table: 'terminal_transaction',
    key: 'terminal_id',
    primaryKey: 'terminal_id, sequence',
    more: ['ALTER TABLE terminal_transaction ADD UNIQUE (terminal_id, transaction_id)'],
  },
  {
    table: 'returned_line',
    key: 'terminal_id',
    primaryKey: 'terminal_id, transaction_id, return_transaction_id, line_number',
  },
  {
    table: 'waiting_return',
    key: 'terminal_id',
    primaryKey: 'terminal_id, transaction_id, return_terminal_id, return_sequence',
  },
  {
    table: 'quarantine',
    key: 'terminal_id',
    primaryKey: 'terminal_id, quarantine_id',
    more: [
      'ALTER TABLE quarantine ADD FOREIGN KEY (terminal_id) REFERENCES terminal',
      'CREATE INDEX quarantine_sequence ON quarantine (terminal_id, sequence)',
      `CREATE INDEX quarantine_open ON quarantine (terminal_id) ${OPEN}`,
      `CREATE UNIQUE INDEX quarantine_posted_once ON quarantine (terminal_id, transaction_id) WHERE status = 'posted'`,
      `CREATE INDEX quarantine_posted ON quarantine (transaction_id) WHERE status = 'posted'`,
    ],
  },
  {
    table: 'posting_exception',
    key: 'terminal_id',
    primaryKey: 'terminal_id, sequence, reason, subject',
    generated: 'exception_id',
    more: [
      `CREATE INDEX posting_exception_card ON posting_exception (card_token) ${OPEN}`,
      'CREATE INDEX posting_exception_id ON posting_exception (exception_id)',
      'CREATE INDEX posting_exception_change ON posting_exception (store_id, change_xid, exception_id)',
    ],
  },
];

const former = (table: string): string => `${table}_before_partitions`;

/**
 * Builds a partitioned table in the place of a plain one and moves its rows. The former table's own indexes and references
 * go with it; the new ones take their names.
 */
function rebuild({ table, key, primaryKey, generated }: Target): string {
  return `
CREATE TABLE ${table} (LIKE ${former(table)} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)
  PARTITION BY HASH (${key});
DO $$ BEGIN
  FOR part IN 0..${PARTITIONS} - 1 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                   '${table}_p' || part, '${table}', ${PARTITIONS}, part);
  END LOOP;
  EXECUTE (SELECT format('INSERT INTO ${table} (%1$s) SELECT %1$s FROM ${former(table)}',
                         string_agg(quote_ident(attname), ', ' ORDER BY attnum))
             FROM pg_attribute
            WHERE attrelid = '${former(table)}'::regclass AND attnum > 0 AND NOT attisdropped
              AND attname <> '${generated ?? ''}');
END $$;
DROP TABLE ${former(table)} CASCADE;
ALTER TABLE ${table} ADD PRIMARY KEY (${primaryKey});`;
}

/**
 * Every table that grows is hash-partitioned by member or terminal, cards by their token, so that a distributed server can
 * place the partitions of a member together. `card` is the directory of tokens; `member_card` has a member's cards beside
 * the member. A trigger keeps it in step for instances of before, which know only `card`. That an entry
 * balances is checked once a statement. Who refers to entries is checked by the reconciliation: references, checked row by
 * row, took a quarter of a push.
 */
export const migration0006: Migration = {
  version: 6,
  name: 'growing tables partitioned',
  servesFrom: 5,
  text: `
SET CONSTRAINTS ALL IMMEDIATE;
${targets.map(({ table }) => `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE;`).join('\n')}
${targets.map(({ table }) => `ALTER TABLE ${table} RENAME TO ${former(table)};`).join('\n')}
${targets.map(rebuild).join('\n')}
${targets.flatMap(({ more = [] }) => more.map((text) => `${text};`)).join('\n')}
CREATE INDEX card_member ON card (member_id);
CREATE TABLE member_card (
  member_id text COLLATE "C" NOT NULL,
  card_token text COLLATE "C" NOT NULL,
  card_label text NOT NULL,
  removed boolean NOT NULL,
  PRIMARY KEY (member_id, card_token),
  FOREIGN KEY (member_id) REFERENCES member
) PARTITION BY HASH (member_id);
DO $$ BEGIN
  FOR part IN 0..${PARTITIONS} - 1 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF member_card FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                   'member_card_p' || part, ${PARTITIONS}, part);
  END LOOP;
END $$;
INSERT INTO member_card (member_id, card_token, card_label, removed)
  SELECT member_id, card_token, card_label, removed FROM card;
CREATE FUNCTION card_to_member_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.member_id <> NEW.member_id THEN
    DELETE FROM member_card WHERE member_id = OLD.member_id AND card_token = OLD.card_token;
  END IF;
  INSERT INTO member_card (member_id, card_token, card_label, removed)
    VALUES (NEW.member_id, NEW.card_token, NEW.card_label, NEW.removed)
    ON CONFLICT (member_id, card_token) DO UPDATE
      SET card_label = excluded.card_label, removed = excluded.removed;
  RETURN NULL;
END $$;
CREATE TRIGGER card_beside_member AFTER INSERT OR UPDATE ON card
  FOR EACH ROW EXECUTE FUNCTION card_to_member_card();
DROP FUNCTION entry_must_balance;
CREATE FUNCTION entries_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM changed GROUP BY member_id, entry_id HAVING sum(points) <> 0) THEN
    RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION entries_must_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM (SELECT member_id, entry_id, points FROM changed
                            UNION ALL SELECT member_id, entry_id, -points FROM former) AS difference
              GROUP BY member_id, entry_id HAVING sum(points) <> 0) THEN
    RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_balances AFTER INSERT ON posting REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION entries_must_balance();
CREATE TRIGGER entry_stays_balanced AFTER UPDATE ON posting
  REFERENCING OLD TABLE AS former NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION entries_must_stay();
`,
};
