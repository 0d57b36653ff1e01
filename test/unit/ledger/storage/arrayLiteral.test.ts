import { describe, expect, it } from 'vitest';
import { arrayLiteral } from '../../../../src/ledger/storage/arrayLiteral.ts';

/** Reads a one-dimensional array literal as PostgreSQL does: a backslash in quotes means the next character. */
function readLiteral(text: string): (string | null)[] {
  const elements = text.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/gs) ?? [];
  return elements.map((element) =>
    element.startsWith('"')
      ? element.slice(1, -1).replaceAll(/\\(.)/gs, '$1')
      : element.toLowerCase() === 'null'
        ? null
        : element,
  );
}

describe('an array for the database', () => {
  it('keeps every character of a text, whatever JSON would make of it', () => {
    const texts = [
      'plain',
      '',
      'null',
      'a,b {c} "quoted" back\\slash',
      'ends in \\',
      'line\nfeed\ttab\u0001 \b\f\r',
      '{"a":"b \\"c\\"","d":"\\n"}',
      'café ☕ 𝕏 \u2028',
    ];
    expect(readLiteral(arrayLiteral(texts))).toEqual(texts);
    for (const text of texts) {
      expect(readLiteral(arrayLiteral([text]))).toEqual([text]);
    }
  });

  it('tells what is absent from the text of the same letters', () => {
    expect(arrayLiteral([null, 'null'])).toBe('{null,"null"}');
    expect(readLiteral(arrayLiteral([null, 'line\n', 'null']))).toEqual([null, 'line\n', 'null']);
  });

  it('writes numbers and truths bare, and nothing for nothing', () => {
    expect(arrayLiteral([1, -2, 9_007_199_254_740_991, 0.5])).toBe('{1,-2,9007199254740991,0.5}');
    expect(arrayLiteral([true, false])).toBe('{true,false}');
    expect(arrayLiteral([])).toBe('{}');
  });
});
