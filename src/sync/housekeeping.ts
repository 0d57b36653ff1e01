import type { Replica } from '../replica/replica.ts';
import type { PageGeneration } from '../replica/schemas/state.ts';
import { dropSinglesBefore, emptySlot } from './dropCovered.ts';

/** New pages are asked for when singles are more than this, or than a quarter of the cards. */
const MAXIMUM_SINGLES = 20_000;
/** A chain so small that it does not matter. */
const MINIMUM_SINGLES = 256;

/** Keeps the replica small: what new pages cover goes, and many singles make it ask for new pages. */
export interface Housekeeping {
  /** Call when all that the ledger had for `generation` is stored. */
  afterCaughtUp(generation: PageGeneration): Promise<void>;
}

/** What housekeeping needs of the replications. */
export interface HousekeepingOptions {
  /** What marks a write as the ledger's; null while the replication is not running. */
  readonly pagesContext: () => Promise<string | null>;
  readonly singlesContext: () => Promise<string | null>;
  readonly refill: () => Promise<void>;
}

/** How many singles call for new pages, among `totalCards` cards. */
export function singlesLimit(totalCards: number): number {
  return Math.min(MAXIMUM_SINGLES, Math.max(MINIMUM_SINGLES, Math.floor(totalCards / 4)));
}

/** Makes the housekeeping of `replica`. */
export function createHousekeeping(replica: Replica, options: HousekeepingOptions): Housekeeping {
  const { collections, state } = replica;
  let droppedFor: string | null = null;
  /** Raised where new pages did not help, so that the ledger is not asked for them over and over. */
  let leastSingles = 0;
  return {
    async afterCaughtUp(generation) {
      const { memberPages, memberSingles } = collections;
      if (droppedFor !== generation.generation) {
        const context = await options.singlesContext();
        if (context !== null) {
          await dropSinglesBefore(memberSingles, generation.generation, context);
          droppedFor = generation.generation;
        }
      }
      const { retired, filling } = state.current();
      const pagesContext = await options.pagesContext();
      if (retired !== null && pagesContext !== null) {
        await emptySlot(memberPages, retired, pagesContext);
        await state.update((value) => (value.retired === retired ? { retired: null } : {}));
      }
      const singles = await memberSingles.count().exec();
      if (
        filling === null &&
        singles > Math.max(leastSingles, singlesLimit(generation.totalCards))
      ) {
        leastSingles = singles * 2;
        await options.refill();
      }
    },
  };
}
