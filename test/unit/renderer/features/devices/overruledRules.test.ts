import { describe, expect, it } from 'vitest';
import { overruledRules } from '../../../../../src/renderer/features/devices/overruledRules.ts';

const chain = {
  cardFormats: ['EAN-13 starting with 29'],
  measureRules: ['weight starting with 21, 5 item digits, 3 decimals'],
};
const none = { cardFormats: [], measureRules: [] };

describe('rules of this terminal beside those of the chain', () => {
  it('are told where both take the same reads, whichever kind they are', () => {
    expect(overruledRules(none, chain)).toEqual([]);
    const formats = { ...none, cardFormats: ['number of 13 characters starting with 29'] };
    expect(overruledRules(formats, chain)).toHaveLength(1);
    const labels = {
      ...none,
      measureRules: ['price starting with 29, 5 item digits, 2 decimals'],
    };
    expect(overruledRules(labels, chain)).toHaveLength(1);
    const other = { cardFormats: ['UID of 7 bytes'], measureRules: [] };
    expect(overruledRules(other, chain)).toEqual([]);
  });

  it('are not told again where they quarrel among themselves', () => {
    const quarrel = {
      ...none,
      cardFormats: ['EAN-13 starting with 28', 'number of 13 characters starting with 28'],
    };
    expect(overruledRules(quarrel, chain)).toEqual([]);
  });
});
