import type { JournalStatus } from '../../../ipc/channels/journal.ts';

/** A trouble that keeps the till from approving, or soon will: told across the whole screen. */
export interface Trouble {
  readonly title: string;
  /** What is wrong and what to do, in sentences. */
  readonly sentences: readonly string[];
  /** Whether nothing is approved until it is put right. */
  readonly stops: boolean;
  /** Whether the terminal goes on once it is enrolled anew. */
  readonly enrolAnew: boolean;
}

/** The worst trouble of journal and disk, null while there is none; `fault` says why journal and replica do not agree. */
export function troubleOf(journal: JournalStatus | null, fault: string | null): Trouble | null {
  const stopped = journal?.stopped ?? null;
  if (stopped !== null) {
    return {
      title: 'This till can approve nothing',
      sentences: [stopped, 'Sell at another till meanwhile.'],
      stops: true,
      enrolAnew: true,
    };
  }
  if (journal?.space === 'full') {
    return {
      title: 'The disk is full: nothing can be approved',
      sentences: [
        'Free some space or call IT. The till goes on by itself as soon as there is room.',
      ],
      stops: true,
      enrolAnew: false,
    };
  }
  if (fault !== null) {
    return {
      title: 'The journal needs a look',
      sentences: [fault],
      stops: false,
      enrolAnew: false,
    };
  }
  if (journal?.space === 'onReserve') {
    return {
      title: 'The disk is nearly full',
      sentences: ['Selling goes on in the last of its room. Free some space or call IT now.'],
      stops: false,
      enrolAnew: false,
    };
  }
  return null;
}
