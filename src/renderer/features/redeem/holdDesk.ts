import type { IdSource } from '../../../domain/ports.ts';
import type { LedgerTransport } from '../../../sync/transport.ts';

/** How long the till waits for a hold before it decides by itself. */
export const HOLD_TIMEOUT_MS = 1500;

/** What asking for a hold gave. `noAnswer` means that the terminal has to decide by itself. */
export type HoldOutcome =
  | { readonly kind: 'held'; readonly holdId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'noAnswer' };

/** Places holds and gives them back. */
export interface HoldDesk {
  place(memberId: string, points: number): Promise<HoldOutcome>;
  /** Gives a hold back. Where the ledger cannot be told, the hold lapses by itself. */
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

  return {
    release,
    async place(memberId, points) {
      const holdId = ids.uuid();
      const asked = transport.exchange('placeHold', { holdId, memberId, points });
      const answer = await Promise.race([asked, sleep(HOLD_TIMEOUT_MS).then(() => null)]);
      if (answer?.ok === true && answer.value.state === 'pending') {
        return { kind: 'held', holdId };
      }
      if (answer?.ok === false && answer.error.kind === 'refused') {
        return { kind: 'refused', reason: answer.error.code };
      }
      // The request may still arrive at the ledger; points must not stay held for a sale that does without the hold.
      void asked.then(() => release(memberId, holdId));
      return { kind: 'noAnswer' };
    },
  };
}
