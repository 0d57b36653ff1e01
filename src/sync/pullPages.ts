import type { PullPagesResponse } from '../protocol/pullPages.ts';
import type { ReplicaState } from '../replica/replicaState.ts';
import { pageIdOf, type MemberPageDocument } from '../replica/schemas/memberPages.ts';
import type { PageFill } from '../replica/schemas/state.ts';
import type { LedgerLine } from './ledgerLine.ts';
import { createPagesAhead } from './pagesAhead.ts';
import { startFill } from './pageFill.ts';
import type { PullBatch, PullSource } from './pullReplication.ts';
import type { FillProgress } from './syncState.ts';

/** How far a fill is; RxDB keeps it behind the pages that are stored. */
export interface PagesCheckpoint {
  readonly fillNumber: number;
  /** The ledger's name of the cut. */
  readonly cut: string;
  readonly bits: number;
  readonly totalCards: number;
  readonly pagesDone: number;
  readonly cardsDone: number;
  readonly accountsCheckpoint: string;
  /** The ledger's own checkpoint. */
  readonly ledger: string;
  readonly done: boolean;
}

/** What the source of pages needs. */
export interface PagesSourceOptions {
  readonly line: LedgerLine;
  readonly state: ReplicaState;
  readonly onProgress: (progress: FillProgress | null) => void;
  /** A new generation has become readable. */
  readonly onComplete: () => void;
}

/** Pages of the fill under way; none while there is no fill. */
export function createPagesSource(
  options: PagesSourceOptions,
): PullSource<MemberPageDocument, PagesCheckpoint> {
  const { line, state, onProgress } = options;
  const ahead = createPagesAhead(line);
  return {
    async next(checkpoint, stored) {
      // Each turn asks for another fill's first pages, and a fill is only abandoned for a newer cut.
      for (let attempts = 1; ; attempts += 1) {
        const { filling } = state.current();
        if (filling === null) {
          return { documents: [], checkpoint };
        }
        const own = checkpoint?.fillNumber === filling.fillNumber ? checkpoint : null;
        if (own?.done === true) {
          await stored();
          await complete(own, filling);
          return { documents: [], checkpoint };
        }
        const answer = await ahead.take(filling.fillNumber, own?.ledger ?? null);
        if (state.current().filling?.fillNumber !== filling.fillNumber) {
          continue;
        }
        if (own !== null && answer.generation !== own.cut) {
          await startFill(state);
          continue;
        }
        if (!isUsable(answer)) {
          await line.pause(attempts);
          continue;
        }
        const batch = batchOf(answer, filling, own);
        report(batch.checkpoint);
        if (batch.documents.length === 0 && batch.checkpoint !== undefined) {
          await stored();
          await complete(batch.checkpoint, filling);
        }
        return batch;
      }
    },
  };

  function report(checkpoint: PagesCheckpoint | undefined) {
    if (checkpoint !== undefined) {
      const { pagesDone, cardsDone, bits, totalCards } = checkpoint;
      onProgress({ pagesDone, cardsDone, pagesTotal: 2 ** bits, cardsTotal: totalCards });
    }
  }

  async function complete(checkpoint: PagesCheckpoint, filling: PageFill) {
    const { bits, totalCards, accountsCheckpoint, pagesDone, fillNumber } = checkpoint;
    await state.update((value) =>
      value.filling?.fillNumber === filling.fillNumber
        ? {
            generation: {
              generation: generationOf(checkpoint.cut, filling),
              fillNumber,
              slot: filling.slot,
              bits,
              pages: pagesDone,
              totalCards,
              accountsCheckpoint,
            },
            filling: null,
            retired:
              value.generation === null
                ? null
                : { slot: value.generation.slot, bits: value.generation.bits },
          }
        : {},
    );
    onProgress(null);
    options.onComplete();
  }
}

/** An answer that brings nothing and does not end the fill, or pages outside the cut, cannot be gone on with. */
function isUsable(answer: PullPagesResponse): boolean {
  const inCut = answer.pages.every((page) => page.index < 2 ** answer.bits);
  return inCut && (answer.done || answer.pages.length > 0);
}

function generationOf(cut: string, filling: PageFill): string {
  return `${cut}#${filling.fillNumber}`;
}

function batchOf(
  answer: PullPagesResponse,
  filling: PageFill,
  own: PagesCheckpoint | null,
): PullBatch<MemberPageDocument, PagesCheckpoint> {
  const generation = generationOf(answer.generation, filling);
  const documents = answer.pages.map((page) => ({
    pageId: pageIdOf(filling.slot, page.index),
    generation,
    rows: page.rows,
    count: page.count,
    asOf: page.asOf,
    appliedSequence: page.appliedSequence,
    _deleted: false,
  }));
  const cards = answer.pages.reduce((sum, page) => sum + page.count, 0);
  return {
    documents,
    checkpoint: {
      fillNumber: filling.fillNumber,
      cut: answer.generation,
      bits: answer.bits,
      totalCards: answer.totalCards,
      pagesDone: (own?.pagesDone ?? 0) + answer.pages.length,
      cardsDone: (own?.cardsDone ?? 0) + cards,
      accountsCheckpoint: answer.accountsCheckpoint,
      ledger: answer.checkpoint,
      done: answer.done,
    },
  };
}
