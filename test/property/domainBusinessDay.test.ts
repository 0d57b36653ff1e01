import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDate } from '../../src/domain/businessDay.ts';
import { makeLocalTime } from '../../src/main/clock/localTime.ts';

const localTime = makeLocalTime();
const MINUTE_MS = 60_000;
const timeZone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
);
const instantMs = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
const dayEndMinutes = fc.integer({ min: 0, max: 720 });

describe('a trading day', () => {
  it('is the date on the calendar, or the one before while the clock shows less than the day’s end', () => {
    fc.assert(
      fc.property(timeZone, instantMs, dayEndMinutes, (zone, nowMs, endMinutes) => {
        const day = businessDate({ timeZone: zone, dayEndMinutes: endMinutes }, nowMs, localTime);
        const local = localTime(nowMs, zone);
        const daysBack = local.minutes < endMinutes ? 1 : 0;
        const expected = new Date(Date.parse(`${local.date}T12:00:00Z`) - daysBack * 86_400_000);
        expect(day).toBe(expected.toISOString().slice(0, 10));
      }),
      { numRuns: 500 },
    );
  });

  it('goes back only where the clock on the wall does', () => {
    fc.assert(
      fc.property(
        timeZone,
        instantMs,
        dayEndMinutes,
        fc.integer({ min: 0, max: 3 * 1440 }),
        (zone, nowMs, endMinutes, laterMinutes) => {
          const rule = { timeZone: zone, dayEndMinutes: endMinutes };
          const wall = (ms: number) => {
            const { date, minutes } = localTime(ms, zone);
            return Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
          };
          const laterMs = nowMs + laterMinutes * MINUTE_MS;
          fc.pre(wall(laterMs) >= wall(nowMs));
          const first = businessDate(rule, nowMs, localTime);
          const second = businessDate(rule, laterMs, localTime);
          expect(second >= first).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
