import type { RandomSource } from '../../src/domain/ports.ts';
import type { RedemptionMode } from '../../src/domain/programme.ts';
import { seededRandom } from '../support/ports.ts';

/** What can go wrong in a run. */
export const faultNames = [
  'drop',
  'duplicate',
  'reorder',
  'delay',
  'partition',
  'ackLost',
  'crash',
  'torn',
  'enospc',
  'eio',
  'wipe',
  'clock',
  'twoInstances',
  'merge',
  'programme',
  'block',
  'lost',
  'image',
] as const;
export type FaultName = (typeof faultNames)[number];

/** What a run is about. Everything follows from it. */
export interface SimulationOptions {
  readonly seed: number;
  readonly terminals: number;
  /** Simulated trading time before the faults stop. */
  readonly hours: number;
  readonly faults: readonly FaultName[];
  /** How points are redeemed; null: as the seed draws. */
  readonly mode: RedemptionMode | null;
}

/** Randomness of a run, one stream for each use, so that one more draw here changes nothing there. */
export class Chance {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A stream of numbers in [0, 1) of its own for `purpose`. */
  stream(purpose: string): RandomSource {
    let mixed = this.#seed >>> 0;
    for (let index = 0; index < purpose.length; index += 1) {
      mixed = Math.imul(mixed ^ purpose.charCodeAt(index), 0x01000193) >>> 0;
    }
    return seededRandom(mixed);
  }
}

/** A whole number from `least` to `most`, both included. */
export function between(random: RandomSource, least: number, most: number): number {
  return least + Math.floor(random.next() * (most - least + 1));
}

/** Whether something of this probability happens. */
export function happens(random: RandomSource, probability: number): boolean {
  return random.next() < probability;
}

/** One of `items`, which are not none. */
export function oneOf<Item>(random: RandomSource, items: readonly Item[]): Item {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) {
    throw new Error('there is something to choose from');
  }
  return item;
}
