import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardPattern } from '../../src/domain/identity/credential.ts';
import { matchCard } from '../../src/domain/identity/cardPattern.ts';
import {
  describeCardPattern,
  parseCardPattern,
} from '../../src/domain/identity/cardPatternText.ts';
import { cardPatternSchema } from '../../src/protocol/enrol.ts';

const SEED = 20_261_122;

/** Every pattern that a person could set up: a chip's prefix is in capitals, and no prefix is longer than the card. */
const pattern: fc.Arbitrary<CardPattern> = fc
  .record({
    scheme: fc.constantFrom('number', 'gsrn', 'uid'),
    prefix: fc.oneof(
      fc.stringMatching(/^[0-9A-F]{0,6}$/),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    length: fc.integer({ min: 1, max: 60 }),
    more: fc.option(fc.integer({ min: 0, max: 4 })),
    checkDigit: fc.constantFrom('none', 'gs1', 'luhn'),
    trackField: fc.option(
      fc.record({
        track: fc.constantFrom(1, 2, 3),
        field: fc.integer({ min: 1, max: 9 }),
        from: fc.integer({ min: 1, max: 200 }),
      }),
    ),
  })
  .map(({ scheme, prefix, length, more, checkDigit, trackField }): CardPattern => {
    const longest = more === null ? length : length + more;
    return {
      scheme: trackField === null ? scheme : 'number',
      prefix: (scheme === 'uid' && trackField === null ? prefix.toUpperCase() : prefix).slice(
        0,
        Math.min(32, longest),
      ),
      length,
      checkDigit,
      ...(more === null ? {} : { longest }),
      ...(trackField === null ? {} : { trackField }),
    } as const;
  });

describe('a card format', () => {
  it('is the same again after it was written out and read', () => {
    fc.assert(
      fc.property(pattern, (one) => {
        expect(parseCardPattern(describeCardPattern(one))).toEqual({ ok: true, value: one });
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it('goes to the terminals as it was written, each of them', () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom(24, 32, 40, null), (one, em4100Bits) => {
        const sent = em4100Bits === null ? one : { ...one, em4100Bits };
        expect(cardPatternSchema.parse(JSON.parse(JSON.stringify(sent)))).toEqual(sent);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('is read or refused with a sentence, whatever is written, in time', () => {
    const words = fc.constantFrom(
      ...[
        'EAN-13',
        'starting',
        'with',
        'of',
        'to',
        'bytes',
        'track',
        'field',
        '1',
        '64',
        '"',
        '\\',
      ],
      ...['number', 'UID', 'GSRN', 'Luhn', 'check', 'digit', 'characters', 'from', 'character'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(words, { maxLength: 30 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(text, (one) => {
        const read = parseCardPattern(one);
        expect(read.ok ? read.value.length : read.error.length).toBeGreaterThan(0);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('takes only what it says: length, start, and the field of the stripe', () => {
    const value = fc.stringMatching(/^[0-9A-F]{1,20}$/);
    fc.assert(
      fc.property(pattern, value, (one, number) => {
        const match = matchCard([one], { scheme: one.scheme, value: number }, null);
        if (match !== null) {
          expect(number.length).toBeGreaterThanOrEqual(one.length);
          expect(number.length).toBeLessThanOrEqual(one.longest ?? one.length);
          expect(number.startsWith(one.prefix)).toBe(true);
          expect(one.trackField).toBeUndefined();
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
