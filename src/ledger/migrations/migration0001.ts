import type { Migration } from './migration.ts';

/**
 * The chain and its ledger. Tables that grow carry `member_id` in their primary key, or `terminal_id` where they are
 * about a terminal, so that they can be distributed. `change_xid` is the transaction that last changed a row: what a
 * pull's checkpoint counts by. Tokens sort by byte so that a page is one range of the index.
 */
export const migration0001: Migration = {
  version: 1,
  name: 'chain and ledger',
  text: `
CREATE TABLE meta (
  key text PRIMARY KEY,
  value text NOT NULL
);
CREATE TABLE store (
  store_id text PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL,
  day_end_minutes integer NOT NULL
);
CREATE TABLE terminal (
  terminal_id text PRIMARY KEY,
  store_id text NOT NULL REFERENCES store,
  name text NOT NULL,
  status text NOT NULL CHECK (status IN ('awaiting', 'enrolled', 'revoked')),
  public_key text,
  last_sequence bigint NOT NULL DEFAULT 0,
  last_hash text NOT NULL,
  CHECK (status <> 'enrolled' OR public_key IS NOT NULL)
);
CREATE TABLE terminal_key (
  terminal_id text NOT NULL REFERENCES terminal,
  first_sequence bigint NOT NULL,
  public_key text NOT NULL,
  enrolled_at timestamptz NOT NULL,
  PRIMARY KEY (terminal_id, first_sequence)
);
CREATE TABLE enrolment_code (
  code_hash text PRIMARY KEY,
  terminal_id text NOT NULL REFERENCES terminal,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  used_public_key text
);
CREATE TABLE programme (
  programme_id text NOT NULL,
  version integer NOT NULL,
  document jsonb NOT NULL,
  removed boolean NOT NULL DEFAULT false,
  change_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (programme_id, version)
);
CREATE TABLE product (
  product_id text COLLATE "C" PRIMARY KEY,
  document jsonb NOT NULL,
  removed boolean NOT NULL DEFAULT false,
  change_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX product_change ON product (change_xid, product_id);
CREATE TABLE operator (
  operator_id text COLLATE "C" PRIMARY KEY,
  document jsonb NOT NULL,
  removed boolean NOT NULL DEFAULT false,
  change_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX operator_change ON operator (change_xid, operator_id);
CREATE TABLE setting (
  terminal_id text COLLATE "C" PRIMARY KEY REFERENCES terminal,
  document jsonb NOT NULL,
  removed boolean NOT NULL DEFAULT false,
  change_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE TABLE member (
  member_id text COLLATE "C" PRIMARY KEY,
  first_name text NOT NULL,
  family_name text NOT NULL,
  display_name text NOT NULL,
  tier_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'blocked')),
  active_points bigint NOT NULL DEFAULT 0,
  held_points bigint NOT NULL DEFAULT 0 CHECK (held_points >= 0),
  change_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX member_change ON member (change_xid, member_id);
CREATE TABLE card (
  card_token text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL REFERENCES member,
  card_label text NOT NULL,
  removed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (card_token, member_id)
);
CREATE UNIQUE INDEX card_token_once ON card (card_token);
CREATE INDEX card_member ON card (member_id);
CREATE TABLE entry (
  member_id text COLLATE "C" NOT NULL REFERENCES member,
  entry_id text NOT NULL,
  kind text NOT NULL,
  terminal_id text,
  sequence bigint,
  posted_at timestamptz NOT NULL,
  PRIMARY KEY (member_id, entry_id)
);
CREATE TABLE posting (
  member_id text COLLATE "C" NOT NULL,
  entry_id text NOT NULL,
  line_number integer NOT NULL,
  account text NOT NULL,
  points bigint NOT NULL,
  PRIMARY KEY (member_id, entry_id, line_number),
  FOREIGN KEY (member_id, entry_id) REFERENCES entry
);
CREATE TABLE terminal_transaction (
  terminal_id text NOT NULL REFERENCES terminal,
  sequence bigint NOT NULL,
  transaction_id text NOT NULL,
  hash text NOT NULL,
  previous_hash text NOT NULL,
  signature text NOT NULL,
  body jsonb NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('posted', 'parked')),
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (terminal_id, sequence),
  UNIQUE (terminal_id, transaction_id)
);
CREATE TABLE hold (
  member_id text COLLATE "C" NOT NULL REFERENCES member,
  hold_id text NOT NULL,
  terminal_id text NOT NULL,
  points bigint NOT NULL CHECK (points > 0),
  state text NOT NULL CHECK (state IN ('pending', 'posted', 'voided', 'expired')),
  placed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (member_id, hold_id)
);
CREATE INDEX hold_pending ON hold (expires_at) WHERE state = 'pending';
CREATE INDEX hold_by_id ON hold (hold_id);
CREATE TABLE posting_exception (
  terminal_id text NOT NULL,
  sequence bigint NOT NULL,
  reason text NOT NULL,
  subject text NOT NULL,
  member_id text,
  card_token text,
  detail text NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
  seen_count bigint NOT NULL DEFAULT 1,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (terminal_id, sequence, reason, subject)
);
CREATE INDEX posting_exception_card ON posting_exception (card_token) WHERE status = 'open';
`,
};
