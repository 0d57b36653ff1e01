import { describe, expect, it } from 'vitest';
import { pendingWording } from '../../../../../src/renderer/features/identify/pendingWording.ts';

const now = Date.parse('2026-11-22T14:30:00.000Z');
const said = (points: number, vestFrom: string, timeZone = 'UTC') =>
  pendingWording({ points, vestFrom }, now, timeZone);

describe('the wording of pending points', () => {
  it('says how many more there are from which day, by the store’s clock', () => {
    expect(said(40, '2026-12-03T09:00:00.000Z')).toBe('40 points more from 3 Dec');
    expect(said(1, '2026-12-03T23:30:00.000Z', 'Europe/Berlin')).toBe('1 point more from 4 Dec');
  });

  it('names the year where it is another one', () => {
    expect(said(1200, '2027-01-02T09:00:00.000Z')).toBe('1,200 points more from 2 Jan 2027');
  });

  it('names no day that is over: the ledger is about to vest them', () => {
    expect(said(40, '2026-11-22T14:29:59.000Z')).toBe('40 points more shortly');
  });
});
