import { beforeEach, describe, expect, it } from 'vitest';
import { businessDate } from '../../../../src/domain/businessDay.ts';
import { ClockWatch } from '../../../../src/main/clock/clockWatch.ts';
import { makeLocalTime } from '../../../../src/main/clock/localTime.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.UTC(2026, 10, 22, 12);

describe('the watch over the clock', () => {
  let wallMs: number;
  let monotonicMs: number;
  let uptimeMs: number;
  let offsetMs: number | null;
  let watch: ClockWatch;

  beforeEach(() => {
    wallMs = NOON;
    monotonicMs = 500;
    uptimeMs = 90_000;
    offsetMs = null;
    watch = new ClockWatch({
      clock: { nowMs: () => wallMs },
      monotonicMs: () => monotonicMs,
      uptimeMs: () => Math.floor(uptimeMs / 1000) * 1000,
      offsetMs: () => offsetMs,
    });
  });

  function pass(byMs: number): void {
    wallMs += byMs;
    monotonicMs += byMs;
    uptimeMs += byMs;
  }

  it.each([DAY_MS, -DAY_MS, 3000, -3000])('flags a jump of %i ms, once for one sale', (jumpMs) => {
    pass(10_000);
    expect(watch.look()).toBe(0);
    wallMs += jumpMs;
    pass(10_000);
    expect(watch.look()).toBe(jumpMs);
    expect(watch.jumpMs).toBe(jumpMs);
    expect(watch.takeForSale()).toEqual({ offsetMs: null, jumped: true });
    expect(watch.takeForSale()).toEqual({ offsetMs: null, jumped: false });
  });

  it('flags a jump that comes right before a sale', () => {
    wallMs += HOUR_MS;
    expect(watch.takeForSale().jumped).toBe(true);
  });

  it('takes neither slow time nor a clock that is slewed for a jump', () => {
    for (let hour = 0; hour < 48; hour += 1) {
      pass(HOUR_MS);
      wallMs += 900;
      expect(watch.look()).toBe(0);
    }
    expect(watch.takeForSale().jumped).toBe(false);
  });

  it('takes no sleep for a jump, though the monotonic clock stood still', () => {
    wallMs += 9 * HOUR_MS;
    uptimeMs += 9 * HOUR_MS;
    expect(watch.look()).toBe(0);
    expect(watch.jumpMs).toBeNull();
  });

  it('flags a clock that was set while the computer slept', () => {
    wallMs += 9 * HOUR_MS + DAY_MS;
    uptimeMs += 9 * HOUR_MS;
    expect(Math.abs(watch.look() - DAY_MS)).toBeLessThan(1001);
  });

  it('does not see summer time begin or end: no instant moves', () => {
    wallMs = Date.UTC(2026, 9, 25, 0, 30);
    watch = new ClockWatch({
      clock: { nowMs: () => wallMs },
      monotonicMs: () => monotonicMs,
      uptimeMs: () => uptimeMs,
      offsetMs: () => offsetMs,
    });
    const localTime = makeLocalTime();
    const rule = { timeZone: 'Europe/Berlin', dayEndMinutes: 180 };
    const dates: string[] = [];
    for (let half = 0; half < 6; half += 1) {
      dates.push(businessDate(rule, watch.bestNowMs(), localTime));
      pass(HOUR_MS / 2);
      expect(watch.look()).toBe(0);
    }
    expect(dates).toEqual([...dates].sort());
    expect(dates[0]).toBe('2026-10-24');
    expect(dates.at(-1)).toBe('2026-10-25');
  });

  it('keeps the trading day as if nothing had jumped, until the ledger says what time it is', () => {
    wallMs += 400 * DAY_MS;
    expect(watch.bestNowMs()).toBe(NOON);
    pass(HOUR_MS);
    expect(watch.bestNowMs()).toBe(NOON + HOUR_MS);
    offsetMs = -400 * DAY_MS + 7;
    expect(watch.look()).toBe(0);
    expect(watch.bestNowMs()).toBe(NOON + HOUR_MS + 7);
    expect(watch.jumpMs).toBe(400 * DAY_MS);
  });

  it('believes no offset from before the jump, and is calm once the ledger calls the clock right', () => {
    offsetMs = 40;
    expect(watch.trustedOffsetMs()).toBe(40);
    wallMs += DAY_MS;
    watch.look();
    expect(watch.trustedOffsetMs()).toBeNull();
    expect(watch.bestNowMs()).toBe(NOON);
    wallMs -= DAY_MS;
    watch.look();
    offsetMs = 41;
    watch.look();
    expect(watch.trustedOffsetMs()).toBe(41);
    expect(watch.jumpMs).toBeNull();
    expect(watch.bestNowMs()).toBe(NOON + 41);
  });
});
