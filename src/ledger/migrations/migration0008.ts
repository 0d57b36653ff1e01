import type { Migration } from './migration.ts';

/** How far the reconciliation has come, part by part; a few rows that the instances of a chain take turns with. */
export const migration0008: Migration = {
  version: 8,
  name: 'reconciliation',
  servesFrom: 7,
  text: `
CREATE TABLE reconciliation (
  part text PRIMARY KEY CHECK (part IN ('members', 'chains')),
  position text NOT NULL DEFAULT '',
  next_at timestamptz NOT NULL DEFAULT '-infinity',
  checked bigint NOT NULL DEFAULT 0,
  findings jsonb NOT NULL DEFAULT '[]',
  finding_count bigint NOT NULL DEFAULT 0,
  rounds bigint NOT NULL DEFAULT 0,
  round_started_at timestamptz,
  last_round_at timestamptz,
  last_round_checked bigint NOT NULL DEFAULT 0,
  last_round_finding_count bigint NOT NULL DEFAULT 0,
  last_round_findings jsonb NOT NULL DEFAULT '[]'
);
INSERT INTO reconciliation (part) VALUES ('members'), ('chains');
`,
};
