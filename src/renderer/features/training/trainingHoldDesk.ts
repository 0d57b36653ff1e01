import type { IdSource } from '../../../domain/ports.ts';
import type { HoldDesk } from '../redeem/holdDesk.ts';

/** A desk that grants every hold by itself: no ledger is asked, and nothing is held anywhere. */
export function trainingHoldDesk(ids: IdSource): HoldDesk {
  return {
    place: () => Promise.resolve({ kind: 'held', holdId: ids.uuid() }),
    release: () => undefined,
  };
}
