import { describe, expect, it } from 'vitest';
import { businessDate, type BusinessDayRule } from '../../../src/domain/businessDay.ts';
import { makeLocalTime } from '../../../src/main/clock/localTime.ts';

const localTime = makeLocalTime();
const dateAt = (rule: BusinessDayRule, instant: string) =>
  businessDate(rule, Date.parse(instant), localTime);

describe('businessDate', () => {
  const berlin = { timeZone: 'Europe/Berlin', dayEndMinutes: 180 };

  it('counts a sale before the end of the trading day to the day before', () => {
    expect(dateAt(berlin, '2026-06-15T00:59:59.999Z')).toBe('2026-06-14');
    expect(dateAt(berlin, '2026-06-15T01:00:00.000Z')).toBe('2026-06-15');
    expect(dateAt(berlin, '2026-06-15T21:59:00.000Z')).toBe('2026-06-15');
    expect(dateAt(berlin, '2026-06-15T22:30:00.000Z')).toBe('2026-06-15');
  });

  it('ends the day at the same hour on the wall when summer time begins', () => {
    // On 2026-03-29 at 02:00 the clocks in Berlin go to 03:00, which is where the trading day ends.
    expect(dateAt(berlin, '2026-03-29T00:59:00.000Z')).toBe('2026-03-28');
    expect(dateAt(berlin, '2026-03-29T01:00:00.000Z')).toBe('2026-03-29');
    expect(dateAt(berlin, '2026-03-29T22:30:00.000Z')).toBe('2026-03-29');
  });

  it('ends the day at the same hour on the wall when summer time ends', () => {
    // On 2026-10-25 at 03:00 the clocks in Berlin go back to 02:00: the hour from 02:00 comes twice.
    expect(dateAt(berlin, '2026-10-25T00:30:00.000Z')).toBe('2026-10-24');
    expect(dateAt(berlin, '2026-10-25T01:30:00.000Z')).toBe('2026-10-24');
    expect(dateAt(berlin, '2026-10-25T02:00:00.000Z')).toBe('2026-10-25');
    expect(dateAt(berlin, '2026-10-26T01:59:00.000Z')).toBe('2026-10-25');
  });

  it('follows the calendar across months, years and leap days', () => {
    const utc = { timeZone: 'UTC', dayEndMinutes: 240 };
    expect(dateAt(utc, '2027-01-01T03:59:00.000Z')).toBe('2026-12-31');
    expect(dateAt(utc, '2028-03-01T00:00:00.000Z')).toBe('2028-02-29');
    expect(dateAt({ ...utc, dayEndMinutes: 0 }, '2027-01-01T00:00:00.000Z')).toBe('2027-01-01');
  });

  it('follows the zone of the store, half-hour offsets included', () => {
    const kolkata = { timeZone: 'Asia/Kolkata', dayEndMinutes: 120 };
    expect(dateAt(kolkata, '2026-06-14T20:29:00.000Z')).toBe('2026-06-14');
    expect(dateAt(kolkata, '2026-06-14T20:30:00.000Z')).toBe('2026-06-15');
    const honolulu = { timeZone: 'Pacific/Honolulu', dayEndMinutes: 0 };
    expect(dateAt(honolulu, '2026-06-15T09:59:00.000Z')).toBe('2026-06-14');
  });
});
