import type { ChainHead } from '../../domain/seal.ts';
import type { FoundMarks, JournalMark } from './journalMark.ts';
import { segmentName } from './segmentStore.ts';

const WHAT_TO_DO =
  'Nothing more is approved here, so that no sale takes the number of another; what the journal still holds is sent on. Call support: they export the journal, then enrol this terminal again with a new code.';

/** What was found in the journal's folder, as far as it decides whether the journal may go on. */
export interface FoundJournal {
  /** Segments, ascending, those set aside included. */
  readonly segments: readonly number[];
  readonly head: ChainHead;
}

/**
 * Why a journal may not go on under its enrolment, or null where it may. `hashAt` is the hash of the transaction at the
 * mark, null where there is no such transaction to be read.
 */
export function whyStopped(
  found: FoundJournal,
  marks: FoundMarks,
  hashAtMark: string | null,
): string | null {
  const { mark } = marks;
  if (mark === null) {
    return marks.earlier === null ? withoutMark(found, marks.anyDamaged) : null;
  }
  const missing = missingSegments(found.segments, mark);
  if (missing !== null) {
    return `A part of this terminal’s journal is missing: ${missing}. ${WHAT_TO_DO}`;
  }
  if (found.head.sequence < mark.head.sequence) {
    return `This terminal’s journal ends at transaction ${found.head.sequence}, but ${mark.head.sequence} had been approved: it was restored from an older copy, or damaged. ${WHAT_TO_DO}`;
  }
  if (hashAtMark !== null && hashAtMark !== mark.head.hash) {
    return `This terminal’s journal holds another transaction ${mark.head.sequence} than the one that was approved: it is not this terminal’s own journal. ${WHAT_TO_DO}`;
  }
  return null;
}

/** Who holds transactions of this terminal beside its journal. */
export type Witness = 'ledger' | 'replica';

/** Why a journal may not go on when what a witness holds of this terminal does not lie within it. */
export function stoppedByWitness(witness: Witness, held: ChainHead, own: ChainHead): string {
  const what =
    held.sequence > own.sequence
      ? `The ${witness} has transactions of this terminal up to ${held.sequence}, this terminal’s journal only up to ${own.sequence}`
      : `The ${witness} has another transaction ${held.sequence} of this terminal than its journal`;
  return `${what}: its disk was restored from an older copy, or a copy of it runs elsewhere. ${WHAT_TO_DO}`;
}

/** Why a journal may not go on when the disk lost what it had said to be safe. */
export function stoppedByDisk(segment: string): string {
  return `The disk of this terminal lost approved sales in ${segment} that it had said to be safe. ${WHAT_TO_DO} Have the disk replaced.`;
}

function withoutMark({ segments }: FoundJournal, anyDamaged: boolean): string | null {
  if (segments.length === 0) {
    return anyDamaged
      ? `This terminal’s journal is gone, and the mark that tells how far it went is damaged. ${WHAT_TO_DO}`
      : null;
  }
  return segments.at(-1) !== segments.length
    ? `Segments of this terminal’s journal are missing, and so is the mark that tells how far it went. ${WHAT_TO_DO}`
    : null;
}

function missingSegments(present: readonly number[], mark: JournalMark): string | null {
  const there = new Set(present);
  let first: number | null = null;
  let last = 0;
  for (let segment = mark.firstSegment; segment <= mark.lastSegment; segment += 1) {
    if (!there.has(segment)) {
      first ??= segment;
      last = segment;
    }
  }
  if (first === null) {
    return null;
  }
  return first === last ? segmentName(first) : `${segmentName(first)} to ${segmentName(last)}`;
}
