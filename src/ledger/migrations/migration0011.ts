import type { Migration } from './migration.ts';

/**
 * Which holds end by the ledger's clock: only those of terminals that cannot say that they are over. A ledger of before gives
 * all of them back by its clock, and with them what a till that is cut off has spent, so that none may go on beside this schema.
 */
export const migration0011: Migration = {
  version: 11,
  name: 'holds that end when their terminal says so',
  text: `
ALTER TABLE hold ADD COLUMN lapses boolean NOT NULL DEFAULT true;
`,
};
