import type { IdSource } from '../../../domain/ports.ts';
import type { LedgerTransport } from '../../../sync/transport.ts';

/** How long the till waits for a hold before it decides by itself. */
export const HOLD_TIMEOUT_MS = 1500;

/** How often the till asks again while points that are leased elsewhere are called back, and how long it waits between. */
export const RECALL_ATTEMPTS = 16;
export const RECALL_PAUSE_MS = 500;

/** What asking for a hold gave. `noAnswer` means that the terminal has to decide by itself; `message` is the ledger's sentence. */
export type HoldOutcome =
  | { readonly kind: 'held'; readonly holdId: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly message?: string }
  | { readonly kind: 'noAnswer' };

/** Places holds and gives them back. */
export interface HoldDesk {
  /**
   * Where points are leased to other tills they are called back: `onRecall` is told so once, and the desk asks again, some 8
   * seconds long, before it gives the refusal `pointsLeased`.
   */
  place(memberId: string, points: number, onRecall?: () => void): Promise<HoldOutcome>;
  /** Gives a hold back. Where the ledger cannot be told now, the host tells it later. */
  release(memberId: string, holdId: string): void;
}

/** What the desk works with. `sleep` resolves after so many milliseconds. */
export interface HoldDeskPorts {
  readonly transport: Pick<LedgerTransport, 'exchange'>;
  readonly ids: IdSource;
  readonly sleep: (durationMs: number) => Promise<void>;
}

/** A desk that asks the ledger, and waits for it only a short time. */
export function createHoldDesk({ transport, ids, sleep }: HoldDeskPorts): HoldDesk {
  function release(memberId: string, holdId: string): void {
    void transport.exchange('voidHold', { holdId, memberId });
  }

  async function ask(holdId: string, memberId: string, points: number): Promise<HoldOutcome> {
    const asked = transport.exchange('placeHold', { holdId, memberId, points });
    const answer = await Promise.race([asked, sleep(HOLD_TIMEOUT_MS).then(() => null)]);
    if (answer?.ok === true && answer.value.state === 'pending') {
      return { kind: 'held', holdId };
    }
    if (answer?.ok === false && answer.error.kind === 'refused') {
      return { kind: 'refused', reason: answer.error.code, message: answer.error.message };
    }
    // The request may still arrive at the ledger; points must not stay held for a sale that does without the hold.
    void asked.then(() => release(memberId, holdId));
    return { kind: 'noAnswer' };
  }

  return {
    release,
    async place(memberId, points, onRecall) {
      const holdId = ids.uuid();
      let outcome = await ask(holdId, memberId, points);
      for (let attempts = 1; attempts < RECALL_ATTEMPTS && isRecalling(outcome); attempts += 1) {
        if (attempts === 1) {
          onRecall?.();
        }
        await sleep(RECALL_PAUSE_MS);
        outcome = await ask(holdId, memberId, points);
      }
      return outcome;
    },
  };
}

function isRecalling(outcome: HoldOutcome): boolean {
  return outcome.kind === 'refused' && outcome.reason === 'pointsLeased';
}
