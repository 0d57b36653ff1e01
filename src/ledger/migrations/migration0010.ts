import type { Migration } from './migration.ts';

/**
 * A member's account can be closed, and a transaction that waits for its card or its sale can be dismissed for good. A ledger
 * of before reads neither, so that none may go on beside this schema.
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
`,
};
