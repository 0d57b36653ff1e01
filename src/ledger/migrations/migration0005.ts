import type { Migration } from './migration.ts';

/**
 * Points in lots, and a member's account that never goes below zero: what was spent beyond it is a debt against
 * `programme:overdraft`. What members have becomes one lot that does not expire. `entry.lot_rules` has no default, so that
 * an instance of before the lots, which would post past them, cannot post any more; terminals keep what it refuses.
 */
export const migration0005: Migration = {
  version: 5,
  name: 'points lots, debts and returns',
  text: `
ALTER TABLE member
  ADD COLUMN pending_points bigint NOT NULL DEFAULT 0 CHECK (pending_points >= 0),
  ADD COLUMN overdraft_points bigint NOT NULL DEFAULT 0 CHECK (overdraft_points >= 0);
ALTER TABLE entry ADD COLUMN lot_rules smallint NOT NULL DEFAULT 0;
ALTER TABLE entry ALTER COLUMN lot_rules DROP DEFAULT;
CREATE TABLE points_lot (
  member_id text COLLATE "C" NOT NULL,
  lot_id text COLLATE "C" NOT NULL,
  entry_id text NOT NULL,
  earned_at timestamptz NOT NULL,
  vests_at timestamptz NOT NULL,
  expires_at timestamptz,
  vested boolean NOT NULL,
  earned_points bigint NOT NULL CHECK (earned_points >= 0),
  remaining_points bigint NOT NULL CHECK (remaining_points >= 0),
  expired_points bigint NOT NULL DEFAULT 0 CHECK (expired_points >= 0),
  PRIMARY KEY (member_id, lot_id)
);
CREATE INDEX points_lot_spendable ON points_lot (member_id, expires_at, earned_at, lot_id)
  WHERE vested AND remaining_points > 0;
CREATE INDEX points_lot_vesting ON points_lot (vests_at) WHERE NOT vested;
CREATE INDEX points_lot_expiring ON points_lot (expires_at) WHERE expires_at IS NOT NULL AND remaining_points > 0;
CREATE TABLE lot_movement (
  member_id text COLLATE "C" NOT NULL,
  entry_id text NOT NULL,
  lot_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  points bigint NOT NULL,
  PRIMARY KEY (member_id, entry_id, lot_id, reason)
);
ALTER TABLE terminal_transaction ADD COLUMN member_id text COLLATE "C";
UPDATE terminal_transaction t SET member_id = e.member_id
  FROM entry e WHERE e.kind = 'sale' AND e.terminal_id = t.terminal_id AND e.sequence = t.sequence;
CREATE TABLE returned_line (
  terminal_id text NOT NULL,
  transaction_id text NOT NULL,
  return_transaction_id text NOT NULL,
  line_number integer NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (terminal_id, transaction_id, return_transaction_id, line_number)
);
CREATE TABLE waiting_return (
  terminal_id text NOT NULL,
  transaction_id text NOT NULL,
  return_terminal_id text NOT NULL,
  return_sequence bigint NOT NULL,
  PRIMARY KEY (terminal_id, transaction_id, return_terminal_id, return_sequence)
);
INSERT INTO entry (member_id, entry_id, kind, posted_at, lot_rules)
  SELECT member_id, 'lots/debt', 'overdraft', now(), 1 FROM member WHERE active_points < 0;
INSERT INTO posting (member_id, entry_id, line_number, account, points)
  SELECT member_id, 'lots/debt', line, account, -sign * active_points
    FROM member, (VALUES (1, 'member:active', 1), (2, 'programme:overdraft', -1)) AS l(line, account, sign)
   WHERE active_points < 0;
UPDATE member SET overdraft_points = -active_points, active_points = 0 WHERE active_points < 0;
INSERT INTO entry (member_id, entry_id, kind, posted_at, lot_rules)
  SELECT member_id, 'lots/opening', 'lotsOpened', now(), 1 FROM member WHERE active_points + held_points > 0;
INSERT INTO points_lot (member_id, lot_id, entry_id, earned_at, vests_at, vested, earned_points, remaining_points)
  SELECT member_id, 'opening', 'lots/opening', now(), now(), true, active_points + held_points, active_points + held_points
    FROM member WHERE active_points + held_points > 0;
INSERT INTO lot_movement (member_id, entry_id, lot_id, reason, points)
  SELECT member_id, 'lots/opening', 'opening', 'opened', active_points + held_points
    FROM member WHERE active_points + held_points > 0;
ALTER TABLE member
  ADD CONSTRAINT member_active_not_negative CHECK (active_points >= 0),
  ADD CONSTRAINT member_debt_repaid_first CHECK (overdraft_points = 0 OR active_points = 0);
`,
};
