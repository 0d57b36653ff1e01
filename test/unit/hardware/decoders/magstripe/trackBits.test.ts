import { describe, expect, it } from 'vitest';
import { readTrackBits } from '../../../../../src/hardware/decoders/magstripe/trackBits.ts';
import { trackBits } from '../../../../support/readerFrames.ts';

describe('readTrackBits', () => {
  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('reads track 2, reversed %s, inverted %s', (reversed, inverted) => {
    expect(readTrackBits(trackBits('0004048712=2512', { reversed, inverted }))).toEqual({
      track: 2,
      data: '0004048712=2512',
      reversed,
      inverted,
    });
  });

  it('reads track 1: "%A1?" in characters of six bits and parity', () => {
    // "%" 05, "A" 21, "1" 11, "?" 1F and their XOR 2A, each lowest bit first with odd parity behind.
    const bits = ['1010001', '1000011', '1000101', '1111100', '0101010'].join('');
    expect(readTrackBits(`0000000${bits}0000000`)).toMatchObject({ track: 1, data: 'A1' });
  });

  it.each(['', '0'.repeat(100), '1'.repeat(100), '01'.repeat(80), '1'.repeat(5000)])(
    'finds no track in noise: %j',
    (bits) => {
      expect(readTrackBits(bits)).toBeNull();
    },
  );
});
