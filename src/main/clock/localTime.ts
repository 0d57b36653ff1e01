import type { LocalTime } from '../../domain/businessDay.ts';

/** A terminal works in one time zone; a few more come with its settings. */
const MAXIMUM_FORMATTERS = 8;

/**
 * Local dates and times by the time zone database of the runtime (ECMA-402). Keeps a few formatters, for they are slow to
 * make. Throws `RangeError` for an unknown time zone or an instant outside of the calendar.
 */
export function makeLocalTime(): LocalTime {
  const formatters = new Map<string, Intl.DateTimeFormat>();
  return (instantMs, timeZone) => {
    let formatter = formatters.get(timeZone);
    if (formatter === undefined) {
      formatter = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
        timeZone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
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
    return {
      date: `${year}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`,
      minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
    };
  };
}
