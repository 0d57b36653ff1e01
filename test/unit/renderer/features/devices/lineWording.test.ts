import { describe, expect, it } from 'vitest';
import {
  chosenLine,
  FOUND_OUT,
  LINE_CHOICES,
  unusualLineWords,
} from '../../../../../src/renderer/features/devices/lineWording.ts';

describe('the line of a serial reader', () => {
  it('is found out where nothing is chosen', () => {
    expect(chosenLine(FOUND_OUT, 'none')).toBeNull();
  });

  it('is what was chosen, and says so in the words by which it was chosen', () => {
    for (const words of LINE_CHOICES.filter((choice) => choice !== '8N1')) {
      const line = chosenLine(words, 'none');
      expect(line === null ? null : unusualLineWords(line)).toBe(words);
    }
    expect(LINE_CHOICES).toContain('7E1');
  });

  it('keeps flow control beside bits that are found out', () => {
    expect(chosenLine(FOUND_OUT, 'rtscts')).toEqual({
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      flowControl: 'rtscts',
    });
  });
});
