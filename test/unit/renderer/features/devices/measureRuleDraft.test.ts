import { describe, expect, it } from 'vitest';
import { formatDraft } from '../../../../../src/renderer/features/devices/formatDraft.ts';
import { measureRuleDraft } from '../../../../../src/renderer/features/devices/measureRuleDraft.ts';

const weight = 'weight starting with 21, 5 item digits, 3 decimals';

describe('a rule for labels of scales that is being written', () => {
  it('is kept in one spelling', () => {
    expect(measureRuleDraft(`  ${weight.toUpperCase()} `, [], [])).toEqual({
      state: 'good',
      text: weight,
    });
    expect(measureRuleDraft(' ', [], [])).toEqual({ state: 'empty' });
  });

  it('is not added where a read would mean two things', () => {
    const wrong = { state: 'wrong' };
    expect(measureRuleDraft(weight, [weight], [])).toMatchObject(wrong);
    expect(measureRuleDraft(weight, [], ['EAN-13 starting with 2'])).toMatchObject(wrong);
    expect(measureRuleDraft(weight, [], ['EAN-13 starting with 29'])).toMatchObject({
      state: 'good',
    });
  });

  it('is told to who adds a card format that takes its labels', () => {
    expect(formatDraft('EAN-13 starting with 21', [], [weight])).toMatchObject({
      conflicts: [expect.stringContaining(weight)],
    });
    expect(formatDraft('EAN-13 starting with 29', [], [weight])).toMatchObject({ conflicts: [] });
  });
});
