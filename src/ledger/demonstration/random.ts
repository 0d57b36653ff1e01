/**
 * A small deterministic source of numbers in [0, 1): mulberry32 over a mix of the seed and the stream's number, so that
 * the n-th member can be made without the n − 1 before it. Not for keys.
 */
export function randomOf(seed: number, stream: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of `choices`, which is not empty. */
export function pick<Choice>(next: () => number, choices: readonly [Choice, ...Choice[]]): Choice {
  return choices[Math.floor(next() * choices.length)] ?? choices[0];
}
