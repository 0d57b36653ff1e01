import type { Migration } from './migration.ts';

/** Finds the holds that a terminal has pending: every pull asks for them. */
export const migration0003: Migration = {
  version: 3,
  name: 'pending holds of a terminal',
  text: `
CREATE INDEX hold_pending_of_terminal ON hold (terminal_id, member_id) WHERE state = 'pending';
`,
};
