import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../src/domain/canonical.ts';

describe('canonicalText', () => {
  it('writes the literals and strings of the sample in RFC 8785 section 3.2.2', () => {
    expect(
      canonicalText({
        string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f',
        literals: [null, true, false],
      }),
    ).toBe('{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
  });

  it('sorts names by UTF-16 code units as in RFC 8785 section 3.2.3', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const values = [...canonicalText(sample).matchAll(/:"([^"]*)"/g)].map((match) => match[1]);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('writes the integers of RFC 8785 appendix B', () => {
    expect(canonicalText([0, -0, 9007199254740991, -9007199254740991])).toBe(
      '[0,0,9007199254740991,-9007199254740991]',
    );
  });

  it('knows no number that has more than one spelling', () => {
    for (const number of [0.5, NaN, Infinity, -Infinity, 9007199254740992, 1e21]) {
      expect(() => canonicalText(number)).toThrow('only safe integers are sealed');
    }
  });

  it('refuses text that is not well-formed, as a value and as a name', () => {
    expect(() => canonicalText('\ud800')).toThrow('only well-formed text is sealed');
    expect(() => canonicalText({ '\udc00': 1 })).toThrow('only well-formed text is sealed');
  });

  it('escapes what JSON must escape and nothing else', () => {
    expect(canonicalText('\b\t\n\f\r\u001f"\\/\u007f\u2028é')).toBe(
      '"\\b\\t\\n\\f\\r\\u001f\\"\\\\/\u007f\u2028é"',
    );
  });

  it('keeps the order of lists and writes empty ones', () => {
    expect(canonicalText([3, [], {}, 1])).toBe('[3,[],{},1]');
  });
});
