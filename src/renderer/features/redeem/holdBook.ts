import type { MemberView } from '../../../domain/member.ts';

/** A hold that this till placed. Instants are the ledger's, in milliseconds since 1970. */
export interface PlacedHold {
  readonly holdId: string;
  readonly memberId: string;
  readonly points: number;
  readonly placedAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * This till's own holds. The ledger's member records come with holds subtracted; a sale that names its hold subtracts
 * the same points again until the ledger has applied it. The book says how many points are subtracted twice.
 */
export interface HoldBook {
  placed(hold: PlacedHold): void;
  released(holdId: string): void;
  /** The sale with `sequence` captures the hold. */
  captured(holdId: string, sequence: number): void;
  /** Points of own holds that are subtracted in `view`. */
  heldPoints(
    view: Pick<MemberView, 'memberId' | 'asOf' | 'appliedSequence' | 'balancePoints'>,
  ): number;
}

/** The most holds that are remembered; the oldest are forgotten, and correct themselves with the next record. */
const MAXIMUM_HOLDS = 64;

/** A book without holds. */
export function createHoldBook(): HoldBook {
  const holds = new Map<string, PlacedHold & { readonly sequence: number | null }>();
  return {
    placed(hold) {
      holds.set(hold.holdId, { ...hold, sequence: null });
      const [oldest] = holds.keys();
      if (holds.size > MAXIMUM_HOLDS && oldest !== undefined) {
        holds.delete(oldest);
      }
    },
    released: (holdId) => void holds.delete(holdId),
    captured(holdId, sequence) {
      const hold = holds.get(holdId);
      if (hold !== undefined) {
        holds.set(holdId, { ...hold, sequence });
      }
    },
    heldPoints(view) {
      const asOfMs = Date.parse(view.asOf);
      let points = 0;
      for (const hold of holds.values()) {
        const subtracted = asOfMs >= hold.placedAtMs && asOfMs < hold.expiresAtMs;
        const applied = hold.sequence !== null && hold.sequence <= view.appliedSequence;
        if (hold.memberId === view.memberId && subtracted && !applied) {
          points += hold.points;
        }
      }
      return points;
    },
  };
}
