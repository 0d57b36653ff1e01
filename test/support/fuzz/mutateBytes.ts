/** A number from 0 up to but not including `below`. */
export type Random = (below: number) => number;

/** Pseudo-random numbers from a seed (mulberry32). The same seed gives the same numbers. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Longer inputs are cut: what a decoder makes of a long one it makes of a short one. */
const LONGEST = 1024;

/** `input` with one to four changes: bits, bytes, words of `dictionary`, cuts, repeats, the tail of `other`. */
export function mutateBytes(
  input: Uint8Array,
  other: Uint8Array,
  dictionary: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  let bytes = Array.from(input);
  const changes = 1 + random(4);
  for (let change = 0; change < changes; change += 1) {
    const at = random(bytes.length + 1);
    const length = 1 + random(16);
    switch (random(8)) {
      case 0:
        bytes[Math.min(at, Math.max(0, bytes.length - 1))] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        bytes.splice(at, 1, random(256));
        break;
      case 2:
        bytes.splice(at, 0, ...(dictionary[random(dictionary.length)] ?? []));
        break;
      case 3: {
        const word = dictionary[random(dictionary.length)] ?? new Uint8Array(0);
        bytes.splice(at, word.length, ...word);
        break;
      }
      case 4:
        bytes.splice(at, length);
        break;
      case 5:
        bytes.splice(at, 0, ...bytes.slice(at, at + length));
        break;
      case 6:
        bytes = [...bytes.slice(0, at), ...other.slice(random(other.length + 1))];
        break;
      default:
        bytes = bytes.slice(0, at);
    }
  }
  return Uint8Array.from(bytes.slice(0, LONGEST));
}
