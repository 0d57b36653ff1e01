import type { Migration } from './migration.ts';

/** Partitions of a table: 8, unless the database says otherwise in `loyalty.partitions`, as an embedded one does. */
const PARTITIONS = `coalesce(nullif(current_setting('loyalty.partitions', true), ''), '8')::int`;

/**
 * A member's account can be closed, and a transaction that waits for its card or its sale can be dismissed for good. A ledger
 * of before reads neither, so that none may go on beside this schema. What people decided before is carried out.
 */
export const migration0010: Migration = {
  version: 10,
  name: 'closed members and dismissed transactions',
  text: `
ALTER TABLE member DROP CONSTRAINT member_status_check;
ALTER TABLE member ADD CONSTRAINT member_status_check CHECK (status IN ('active', 'blocked', 'closed'));
ALTER TABLE terminal_transaction DROP CONSTRAINT terminal_transaction_outcome_check;
ALTER TABLE terminal_transaction
  ADD CONSTRAINT terminal_transaction_outcome_check CHECK (outcome IN ('posted', 'parked', 'dismissed'));
UPDATE terminal_transaction t SET outcome = 'dismissed'
  FROM posting_exception e
 WHERE e.terminal_id = t.terminal_id AND e.sequence = t.sequence AND t.outcome = 'parked'
   AND e.status = 'resolved' AND e.resolution = 'dismissed'
   AND e.reason IN ('unknownCard', 'unknownMember', 'unknownOriginal');
DELETE FROM waiting_return w
 USING terminal_transaction t
 WHERE t.terminal_id = w.return_terminal_id AND t.sequence = w.return_sequence AND t.outcome = 'dismissed';
UPDATE quarantine q
   SET status = 'dismissed', resolved_by = e.resolved_by, resolved_at = e.resolved_at, note = e.note
  FROM posting_exception e
 WHERE e.terminal_id = q.terminal_id AND e.quarantine_id = q.quarantine_id AND q.status = 'open'
   AND e.status = 'resolved' AND e.resolution = 'adjusted';
CREATE TABLE member_closing (
  member_id text COLLATE "C" NOT NULL REFERENCES member,
  closing_number integer NOT NULL,
  closed_at timestamptz NOT NULL,
  closed_by text NOT NULL,
  note text NOT NULL,
  reopened_at timestamptz,
  reopened_by text,
  reopening_note text,
  PRIMARY KEY (member_id, closing_number)
) PARTITION BY HASH (member_id);
DO $$ BEGIN
  FOR part IN 0..${PARTITIONS} - 1 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF member_closing FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                   'member_closing_p' || part, ${PARTITIONS}, part);
  END LOOP;
END $$;
`,
};
