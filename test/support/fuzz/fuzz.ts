import type { BlockCoverage } from './blockCoverage.ts';
import { mutateBytes, seededRandom, type Random } from './mutateBytes.ts';

/** Something that takes bytes and must keep what it promises. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs to begin with. */
  readonly corpus: readonly Uint8Array[];
  /** Tries one input. Throws where a promise is broken. `random` is for choices of its own, e.g. where to cut. */
  run(input: Uint8Array, random: Random): void;
}

/** An input that broke a promise. */
export interface FuzzFinding {
  readonly target: string;
  readonly inputHex: string;
  readonly message: string;
}

export interface FuzzReport {
  readonly rounds: number;
  readonly blocks: number;
  /** Inputs that reached something new and were kept to be changed further. */
  readonly kept: number;
  readonly findings: readonly FuzzFinding[];
}

export interface FuzzOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly dictionary: readonly Uint8Array[];
  readonly coverage: BlockCoverage;
  /** Stop at the first finding of a target; it would find the same one again and again. */
  readonly findingsPerTarget?: number;
}

/** Every other time one of the newest inputs, from which the way to something new is shortest. */
function chosen(inputs: readonly Uint8Array[], random: Random): Uint8Array {
  const newest = Math.min(inputs.length, 8);
  const index = random(2) === 0 ? random(inputs.length) : inputs.length - newest + random(newest);
  return inputs[index] ?? new Uint8Array(0);
}

/** The most inputs that a target keeps. */
const LARGEST_CORPUS = 2000;

/**
 * Tries changed inputs on each target in turn, and keeps those that reach blocks of the program that none reached before.
 * The same seed, rounds and program give the same inputs.
 */
export function fuzz(targets: readonly FuzzTarget[], options: FuzzOptions): FuzzReport {
  const { rounds, dictionary, coverage, findingsPerTarget = 3 } = options;
  const random = seededRandom(options.seed);
  const findings: FuzzFinding[] = [];
  const states = targets.map((target) => ({ target, inputs: [...target.corpus], found: 0 }));
  let kept = 0;

  const attempt = (state: (typeof states)[number], input: Uint8Array): boolean => {
    try {
      state.target.run(input.slice(), random);
    } catch (error) {
      state.found += 1;
      findings.push({
        target: state.target.name,
        inputHex: Buffer.from(input).toString('hex'),
        message: error instanceof Error ? error.message : String(error),
      });
    }
    return coverage.takeNew() > 0;
  };

  for (const state of states) {
    for (const input of state.target.corpus) {
      attempt(state, input);
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    const state = states[round % states.length];
    if (state === undefined || state.found >= findingsPerTarget) {
      continue;
    }
    const { inputs } = state;
    const input = mutateBytes(chosen(inputs, random), chosen(inputs, random), dictionary, random);
    if (attempt(state, input) && inputs.length < LARGEST_CORPUS) {
      inputs.push(input);
      kept += 1;
    }
  }
  return { rounds, blocks: coverage.seen(), kept, findings };
}
