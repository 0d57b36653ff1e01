import type { JournalStatus } from '../../../ipc/channels/journal.ts';
import { formatCount } from '../../ui/format.ts';

/** What the cashier should know of the journal: two or three words for the header, and sentences. */
export interface JournalNotice {
  /** Null where the header need not say anything. */
  readonly label: string | null;
  readonly sentences: readonly string[];
}

/** How the journal and its disk stand, in words; `fault` says why journal and replica do not belong together. */
export function journalNotice(journal: JournalStatus | null, fault: string | null): JournalNotice {
  const sentences = [
    journal?.stopped ?? null,
    fault,
    spaceSentence(journal),
    damageSentence(journal),
    clockSentence(journal),
  ];
  return { label: labelOf(journal, fault), sentences: sentences.filter((line) => line !== null) };
}

function labelOf(journal: JournalStatus | null, fault: string | null): string | null {
  if (journal !== null && journal.stopped !== null) {
    return 'Journal stopped';
  }
  if (journal?.space === 'full') {
    return 'Disk full';
  }
  if (fault !== null) {
    return 'Journal: look here';
  }
  if (journal?.space === 'onReserve') {
    return 'Disk nearly full';
  }
  return journal?.space === 'short' ? 'Disk space is short' : null;
}

function spaceSentence(journal: JournalStatus | null): string | null {
  switch (journal?.space) {
    case 'short':
      return 'The disk of this terminal has little room left. Selling goes on; free some space or tell IT today.';
    case 'onReserve':
      return 'The disk of this terminal is nearly full. Selling goes on in the last of its room: free some space or call IT now.';
    case 'full':
      return 'The disk of this terminal is full, so no sale can be approved. Free some space or call IT; it goes on by itself.';
    case 'ample':
    case undefined:
      return null;
  }
}

function clockSentence(journal: JournalStatus | null): string | null {
  const jumpMs = journal?.clockJumpMs ?? null;
  if (jumpMs === null) {
    return null;
  }
  const minutes = Math.max(1, Math.round(Math.abs(jumpMs) / 60_000));
  const way = jumpMs > 0 ? 'forwards' : 'back';
  return `This computer’s clock jumped ${way} by ${formatCount(minutes)} min. Sales keep their order; have its time checked.`;
}

function damageSentence(journal: JournalStatus | null): string | null {
  const [first] = journal?.damage ?? [];
  return first === undefined
    ? null
    : `A part of the journal is damaged and was set aside (${first.segment}: ${first.message}). Tell IT; nothing was deleted.`;
}
