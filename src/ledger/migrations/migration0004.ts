import type { Migration } from './migration.ts';

/**
 * What cannot be posted for what it is waits in `quarantine`; every finding is in one queue with its resolution. A head is
 * not verified while the transaction at it is in quarantine: the next one's previous hash cannot be checked then. Every key
 * that a terminal ever had is kept, for what was sealed under a former one.
 */
export const migration0004: Migration = {
  version: 4,
  name: 'quarantine and exceptions',
  text: `
ALTER TABLE terminal ADD COLUMN head_verified boolean NOT NULL DEFAULT true;
ALTER TABLE terminal_transaction ADD COLUMN previous_verified boolean NOT NULL DEFAULT true;
CREATE TABLE quarantine (
  terminal_id text NOT NULL REFERENCES terminal,
  quarantine_id text NOT NULL,
  sequence bigint,
  transaction_id text,
  hash text NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  raw text NOT NULL,
  raw_length integer NOT NULL,
  in_chain boolean NOT NULL,
  received_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'posted', 'dismissed', 'superseded')),
  resolved_by text,
  resolved_at timestamptz,
  note text,
  PRIMARY KEY (terminal_id, quarantine_id)
);
CREATE INDEX quarantine_sequence ON quarantine (terminal_id, sequence);
CREATE INDEX quarantine_open ON quarantine (terminal_id) WHERE status = 'open';
CREATE UNIQUE INDEX quarantine_posted_once ON quarantine (terminal_id, transaction_id) WHERE status = 'posted';
CREATE INDEX quarantine_posted ON quarantine (transaction_id) WHERE status = 'posted';
ALTER TABLE posting_exception
  ADD COLUMN store_id text,
  ADD COLUMN transaction_id text,
  ADD COLUMN quarantine_id text,
  ADD COLUMN resolution text,
  ADD COLUMN resolved_by text,
  ADD COLUMN resolved_at timestamptz,
  ADD COLUMN note text,
  ADD COLUMN change_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  ADD COLUMN exception_id text COLLATE "C" GENERATED ALWAYS AS
    (md5(terminal_id || '/' || sequence::text || '/' || reason || '/' || subject)) STORED;
UPDATE posting_exception e SET store_id = t.store_id FROM terminal t WHERE t.terminal_id = e.terminal_id;
CREATE INDEX posting_exception_id ON posting_exception (exception_id);
CREATE INDEX posting_exception_change ON posting_exception (store_id, change_xid, exception_id);
CREATE TABLE terminal_public_key (
  terminal_id text NOT NULL REFERENCES terminal,
  public_key text NOT NULL,
  enrolled_at timestamptz NOT NULL,
  PRIMARY KEY (terminal_id, public_key)
);
INSERT INTO terminal_public_key (terminal_id, public_key, enrolled_at)
  SELECT DISTINCT ON (terminal_id, public_key) terminal_id, public_key, enrolled_at FROM terminal_key;
CREATE TABLE admin_token (
  token_hash text PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
ALTER TABLE member ADD COLUMN merged_into text COLLATE "C" REFERENCES member;
`,
};
