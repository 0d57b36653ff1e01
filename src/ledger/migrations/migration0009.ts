import type { Migration } from './migration.ts';

/** When and why a lease was called back, so that it is not granted again at once. */
export const migration0009: Migration = {
  version: 9,
  name: 'recalls',
  servesFrom: 7,
  text: `
ALTER TABLE lease ADD COLUMN recalled_at timestamptz,
  ADD COLUMN recall_cause text CHECK (recall_cause IN ('wanted', 'moved'));
`,
};
