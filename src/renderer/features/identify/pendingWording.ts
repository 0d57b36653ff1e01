import type { PendingPoints } from '../../../domain/member.ts';
import { formatPoints } from '../../ui/format.ts';

/** Says what a member has earned and cannot spend yet, e.g. "40 points more from 3 Dec"; with the year where it is another one. */
export function pendingWording(
  { points, vestFrom }: PendingPoints,
  nowMs: number,
  timeZone?: string,
): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const vestsAt = new Date(vestFrom);
  if (vestsAt.getTime() <= nowMs) {
    return `${formatPoints(points)} more shortly`;
  }
  const yearOf = (date: Date) => date.toLocaleDateString('en-GB', { ...zone, year: 'numeric' });
  const day = vestsAt.toLocaleDateString('en-GB', {
    ...zone,
    day: 'numeric',
    month: 'short',
    ...(yearOf(vestsAt) === yearOf(new Date(nowMs)) ? {} : { year: 'numeric' }),
  });
  return `${formatPoints(points)} more from ${day}`;
}
