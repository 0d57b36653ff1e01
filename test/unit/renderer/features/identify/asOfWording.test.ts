import { describe, expect, it } from 'vitest';
import { asOfWording } from '../../../../../src/renderer/features/identify/asOfWording.ts';

const now = Date.parse('2026-11-22T14:30:00.000Z');

describe('as-of wording', () => {
  it('names the time alone when everything is confirmed', () => {
    expect(asOfWording('2026-11-22T14:03:20.000Z', 0, now, 'UTC')).toBe('as of 14:03');
  });

  it('counts the sales that the ledger has not confirmed', () => {
    expect(asOfWording('2026-11-22T14:03:20.000Z', 1, now, 'UTC')).toBe(
      'as of 14:03, 1 sale not yet confirmed',
    );
    expect(asOfWording('2026-11-22T14:03:20.000Z', 2, now, 'UTC')).toBe(
      'as of 14:03, 2 sales not yet confirmed',
    );
  });

  it('names the day where it is not today, by the store’s clock', () => {
    expect(asOfWording('2026-11-21T22:59:00.000Z', 0, now, 'UTC')).toBe('as of 21 Nov, 22:59');
    expect(asOfWording('2026-11-21T23:30:00.000Z', 0, now, 'Europe/Berlin')).toBe('as of 00:30');
  });
});
