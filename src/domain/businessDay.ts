/** How a store turns instants into trading days. */
export interface BusinessDayRule {
  /** IANA time zone of the store, e.g. "Europe/Berlin". */
  readonly timeZone: string;
  /** A trading day ends at this local time after midnight, in minutes; 0 for midnight itself. */
  readonly dayEndMinutes: number;
}

/** The local calendar date (YYYY-MM-DD) of an instant in a time zone; injected, for it needs the time zone database. */
export type LocalDate = (instantMs: number, timeZone: string) => string;

/** The trading day (YYYY-MM-DD) to which a UTC instant belongs: sales shortly after midnight count to the day before. */
export function businessDate(
  rule: BusinessDayRule,
  instantMs: number,
  localDate: LocalDate,
): string {
  return localDate(instantMs - rule.dayEndMinutes * 60_000, rule.timeZone);
}
