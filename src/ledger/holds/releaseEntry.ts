import { EntryDraft } from '../lots/entryDraft.ts';
import type { MemberBook } from '../lots/memberBook.ts';
import type { LedgerEntry } from '../posting/ledgerEntry.ts';

/** The entry that gives held points back to the member, whose debt takes its part first. */
export function releaseEntry(
  book: MemberBook,
  hold: { holdId: string; points: number; terminalId: string },
  state: 'voided' | 'expired',
): LedgerEntry {
  const { holdId, points, terminalId } = hold;
  const draft = new EntryDraft();
  book.release(draft, points);
  return draft.finish({
    memberId: book.accounts.memberId,
    entryId: `hold/${holdId}/${state}`,
    kind: state === 'voided' ? 'holdVoided' : 'holdExpired',
    terminalId,
    sequence: null,
  });
}
