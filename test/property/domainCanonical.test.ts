import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, type CanonicalValue } from '../../src/domain/canonical.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const value = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(text, tie('value'), { maxKeys: 5 }),
  ),
})).value;

/** The same value with the names of every record in another order of insertion. */
function permuted(original: CanonicalValue, turn: number): CanonicalValue {
  if (Array.isArray(original)) {
    return original.map((part: CanonicalValue) => permuted(part, turn));
  }
  if (typeof original !== 'object' || original === null) {
    return original;
  }
  const entries = Object.entries(original);
  const by = entries.length === 0 ? 0 : turn % entries.length;
  const turned = [...entries.slice(by), ...entries.slice(0, by)].reverse();
  return Object.fromEntries(turned.map(([name, part]) => [name, permuted(part, turn)]));
}

describe('invariant 11: a deterministic seal', () => {
  it('is the same text whatever the order in which a record was built', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 20 }), (original, turn) => {
        expect(canonicalText(permuted(original, turn))).toBe(canonicalText(original));
      }),
    );
  });

  it('says all of the value: it reads back as it was, so distinct values have distinct texts', () => {
    fc.assert(
      fc.property(value, (original) => {
        const back: unknown = JSON.parse(canonicalText(original));
        // Minus zero is zero, as RFC 8785 has it.
        expect(back).toEqual(JSON.parse(JSON.stringify(original)));
      }),
    );
  });

  it('holds no white space outside of strings and names its members in ascending order', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.integer(), { minKeys: 1 }), (record) => {
        const written = canonicalText(record);
        expect(written.replace(/"(?:[^"\\]|\\.)*"/g, '""')).not.toMatch(/\s/);
        const places = Object.keys(record)
          .sort((left, right) => (left < right ? -1 : 1))
          .map((name) => `${JSON.stringify(name)}:${record[name] === 0 ? 0 : record[name]!}`);
        expect(written).toBe(`{${places.join(',')}}`);
      }),
    );
  });
});
