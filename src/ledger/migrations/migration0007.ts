import type { Migration } from './migration.ts';

/** Partitions of a table: 8, unless the database says otherwise in `loyalty.partitions`, as an embedded one does. */
const PARTITIONS = `coalesce(nullif(current_setting('loyalty.partitions', true), ''), '8')::int`;

/**
 * Points leased to terminals. A ledger of before would post what is spent from a lease beside it, so that none may go on
 * beside this schema.
 */
export const migration0007: Migration = {
  version: 7,
  name: 'leases',
  text: `
CREATE TABLE lease (
  member_id text COLLATE "C" NOT NULL REFERENCES member,
  lease_id text NOT NULL,
  terminal_id text NOT NULL,
  points bigint NOT NULL CHECK (points > 0),
  spent_points bigint NOT NULL DEFAULT 0,
  state text NOT NULL CHECK (state IN ('live', 'recalled', 'returned', 'lost')),
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (member_id, lease_id),
  CHECK (spent_points BETWEEN 0 AND points),
  CHECK ((ended_at IS NULL) = (state IN ('live', 'recalled')))
) PARTITION BY HASH (member_id);
DO $$ BEGIN
  FOR part IN 0..${PARTITIONS} - 1 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF lease FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                   'lease_p' || part, ${PARTITIONS}, part);
  END LOOP;
END $$;
CREATE INDEX lease_of_terminal ON lease (terminal_id, member_id) WHERE state IN ('live', 'recalled');
ALTER TABLE member ADD COLUMN home_store_id text;
CREATE INDEX member_home ON member (home_store_id, member_id) WHERE home_store_id IS NOT NULL;
`,
};
