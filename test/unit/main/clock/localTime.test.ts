import { describe, expect, it } from 'vitest';
import { makeLocalTime } from '../../../../src/main/clock/localTime.ts';

describe('makeLocalTime', () => {
  const localTime = makeLocalTime();
  const instantMs = Date.UTC(2026, 10, 22, 23, 30);

  it.each([
    ['Europe/Berlin', '2026-11-23', 30],
    ['America/New_York', '2026-11-22', 18 * 60 + 30],
    ['Asia/Kathmandu', '2026-11-23', 5 * 60 + 15],
    ['UTC', '2026-11-22', 23 * 60 + 30],
  ])('tells date and time in %s', (timeZone, date, minutes) => {
    expect(localTime(instantMs, timeZone)).toEqual({ date, minutes });
  });

  it('calls midnight 0 minutes of the new day', () => {
    expect(localTime(Date.UTC(2026, 0, 1), 'UTC')).toEqual({ date: '2026-01-01', minutes: 0 });
  });

  it('answers the same when it has forgotten a zone and met it again', () => {
    const before = localTime(instantMs, 'Europe/Berlin');
    for (let offset = 1; offset <= 12; offset += 1) {
      localTime(instantMs, `Etc/GMT-${offset}`);
    }
    expect(localTime(instantMs, 'Europe/Berlin')).toEqual(before);
  });

  it('refuses an unknown zone and an instant outside of the calendar', () => {
    expect(() => localTime(instantMs, 'Europe/Atlantis')).toThrow(RangeError);
    expect(() => localTime(NaN, 'UTC')).toThrow(RangeError);
  });
});
