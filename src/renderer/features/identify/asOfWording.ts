import { formatMoment } from '../../ui/format.ts';

/** Says how fresh a balance is, e.g. "as of 14:03, 2 sales not yet confirmed". */
export function asOfWording(
  asOf: string,
  unconfirmedSales: number,
  nowMs: number,
  timeZone?: string,
): string {
  const moment = formatMoment(Date.parse(asOf), nowMs, timeZone);
  if (unconfirmedSales === 0) {
    return `as of ${moment}`;
  }
  const sales = unconfirmedSales === 1 ? '1 sale' : `${unconfirmedSales} sales`;
  return `as of ${moment}, ${sales} not yet confirmed`;
}
