import { minorUnitsPerMajor, type Currency } from '../../domain/money.ts';

const LOCALE = 'en-GB';
const wholeNumber = new Intl.NumberFormat(LOCALE);

/** Minor units as money for people, e.g. "€12.50". */
export function formatMoney(amountMinor: number, currency: Currency): string {
  return new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency: currency.code,
    minimumFractionDigits: currency.exponent,
    maximumFractionDigits: currency.exponent,
  }).format(amountMinor / minorUnitsPerMajor(currency));
}

/** A count for people, e.g. "12,450"; negative with a true minus sign. */
export function formatCount(count: number): string {
  return wholeNumber.format(count).replace('-', '−');
}

/** Points with their sign, e.g. "+120" or "−500"; 0 is "0". */
export function formatSigned(points: number): string {
  return points > 0 ? `+${formatCount(points)}` : formatCount(points);
}

/** "1 point", "2 points". */
export function formatPoints(points: number): string {
  return `${formatCount(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
}

/** A factor in thousandths for people, e.g. 1500 is "×1.5". */
export function formatPermille(permille: number): string {
  return `×${new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 3 }).format(permille / 1000)}`;
}

/** An instant's wall time, with the day in front where it is not the day of `nowMs`, e.g. "14:03" or "21 Nov, 14:03". */
export function formatMoment(instantMs: number, nowMs: number, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const day = (ms: number) => new Date(ms).toLocaleDateString(LOCALE, { ...zone });
  const time = new Date(instantMs).toLocaleTimeString(LOCALE, {
    ...zone,
    hour: '2-digit',
    minute: '2-digit',
  });
  if (day(instantMs) === day(nowMs)) {
    return time;
  }
  const date = new Date(instantMs).toLocaleDateString(LOCALE, {
    ...zone,
    day: 'numeric',
    month: 'short',
  });
  return `${date}, ${time}`;
}

/** A duration in the unit a person would use, e.g. "40 seconds", "3 minutes", "2 days". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(1, Math.round(Math.abs(durationMs) / 1000));
  const [count, unit] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 90 * 60
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 36 * 3600
          ? [Math.round(seconds / 3600), 'hour']
          : [Math.round(seconds / 86_400), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
