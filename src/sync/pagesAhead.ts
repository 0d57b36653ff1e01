import { MAXIMUM_PAGES, type PullPagesResponse } from '../protocol/pullPages.ts';
import type { LedgerLine } from './ledgerLine.ts';

/** The ledger's answers with pages, the next one asked for before it is needed. */
export interface PagesAhead {
  /** The pages that follow the ledger's `checkpoint` (null for the first) in fill `fillNumber`. */
  take(fillNumber: number, checkpoint: string | null): Promise<PullPagesResponse>;
}

/**
 * The ledger cuts the next pages while the present ones travel and are stored: half of a first fill's time is the
 * ledger's. At most one answer is ahead, and none is used for another fill or place than it was asked for; so where a
 * store failed and the replication starts again further back, the pages are asked for again.
 */
export function createPagesAhead(line: LedgerLine): PagesAhead {
  let ahead: { readonly place: string; readonly answer: Promise<PullPagesResponse> } | null = null;
  const ask = (checkpoint: string | null) =>
    line.exchange('pullPages', { checkpoint, limit: MAXIMUM_PAGES });
  return {
    async take(fillNumber, checkpoint) {
      const asked = ahead?.place === placeOf(fillNumber, checkpoint) ? ahead.answer : null;
      ahead = null;
      const answer = await (asked ?? ask(checkpoint));
      const goesOn = !answer.done && answer.checkpoint !== checkpoint;
      ahead = goesOn
        ? { place: placeOf(fillNumber, answer.checkpoint), answer: ask(answer.checkpoint) }
        : null;
      return answer;
    },
  };
}

function placeOf(fillNumber: number, checkpoint: string | null): string {
  return `${fillNumber} ${checkpoint ?? ''}`;
}
