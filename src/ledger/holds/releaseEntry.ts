import type { LedgerEntry } from '../posting/ledgerEntry.ts';

/** The entry that gives held points back to the member. */
export function releaseEntry(
  hold: { memberId: string; holdId: string; points: number; terminalId: string },
  state: 'voided' | 'expired',
): LedgerEntry {
  const { memberId, holdId, points, terminalId } = hold;
  return {
    memberId,
    entryId: `hold/${holdId}/${state}`,
    kind: state === 'voided' ? 'holdVoided' : 'holdExpired',
    terminalId,
    sequence: null,
    postings: [
      { account: 'member:held', points: -points },
      { account: 'member:active', points },
    ],
  };
}
