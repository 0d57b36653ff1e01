import type { LocalDate } from '../../domain/businessDay.ts';

/** A terminal works in one time zone; a few more come with its settings. */
const MAXIMUM_FORMATTERS = 8;

/**
 * Local calendar dates by the time zone database of the runtime (ECMA-402). Keeps a few formatters, for they are slow to
 * make. Throws `RangeError` for an unknown time zone or an instant outside of the calendar.
 */
export function makeLocalDate(): LocalDate {
  const formatters = new Map<string, Intl.DateTimeFormat>();
  return (instantMs, timeZone) => {
    let formatter = formatters.get(timeZone);
    if (formatter === undefined) {
      formatter = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
        timeZone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      });
      const oldest = formatters.size >= MAXIMUM_FORMATTERS ? formatters.keys().next() : null;
      if (oldest?.done === false) {
        formatters.delete(oldest.value);
      }
      formatters.set(timeZone, formatter);
    }
    const parts = new Map(
      formatter.formatToParts(instantMs).map(({ type, value }) => [type, value]),
    );
    const year = (parts.get('year') ?? '').padStart(4, '0');
    return `${year}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`;
  };
}
