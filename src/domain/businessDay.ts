/** How a store turns instants into trading days. */
export interface BusinessDayRule {
  /** IANA time zone of the store, e.g. "Europe/Berlin". */
  readonly timeZone: string;
  /** A trading day ends at this local time after midnight, in minutes; 0 for midnight itself. */
  readonly dayEndMinutes: number;
}

/** What the calendar and the clock on the wall show somewhere. */
export interface LocalMoment {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Minutes that the clock on the wall shows since 00:00, 0 to 1439. */
  readonly minutes: number;
}

/** What calendar and clock show at an instant in a time zone; injected, for it needs the time zone database. */
export type LocalTime = (instantMs: number, timeZone: string) => LocalMoment;

const HALF_DAY_MINUTES = 720;

/**
 * The trading day (YYYY-MM-DD) to which a UTC instant belongs: sales shortly after midnight count to the day before.
 * What counts is the clock on the store's wall, so that the day ends at the same hour when summer time begins or ends.
 */
export function businessDate(
  rule: BusinessDayRule,
  instantMs: number,
  localTime: LocalTime,
): string {
  const local = localTime(instantMs, rule.timeZone);
  if (local.minutes >= rule.dayEndMinutes) {
    return local.date;
  }
  // Noon of the day before, give or take the hour that a change of summer time shifts it by.
  const dayBeforeMs = instantMs - (local.minutes + HALF_DAY_MINUTES) * 60_000;
  return localTime(dayBeforeMs, rule.timeZone).date;
}
