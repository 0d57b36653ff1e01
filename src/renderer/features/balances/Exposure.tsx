import type { ReactElement } from 'react';
import { redemptionModeOf, worstOverspend } from '../../../domain/authorisation.ts';
import type { Programme } from '../../../domain/programme.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatCount, formatPoints } from '../../ui/format.ts';
import { useObserved } from '../../ui/useObserved.ts';
import { useUnsettled, type Unsettled } from './useUnsettled.ts';

/** For managers: what can be overspent offline at worst, and what this terminal has done by itself so far. */
export function Exposure({ programme }: { readonly programme: Programme }): ReactElement {
  const { replica } = useTerminal();
  const setting = useObserved(replica.reference.setting);
  const leases = useObserved(replica.leases.all);
  const terminals = setting?.terminalCount ?? 1;
  const mode = redemptionModeOf(programme, setting);
  const { memberPoints } = worstOverspend(mode, programme.standIn, terminals);
  const unsettled = useUnsettled();
  const leasedPoints = leases.reduce(
    (sum, one) => sum + one.lease.points - one.lease.spentPoints,
    0,
  );
  return (
    <>
      <p className="soft" data-testid="exposure">
        Offline, one member can overspend by at most <strong>{formatPoints(memberPoints)}</strong>
        {mode === 'standIn' &&
          `: ${formatCount(programme.standIn.floorLimitPoints)} at each of ${formatCount(terminals)} terminals`}
        {mode === 'online' && ': points are redeemed only while the ledger can be reached'}
        {mode === 'allotment' && ': only points set apart for this terminal are redeemed offline'}.
        What managers allow by an override comes on top.
      </p>
      <p className="soft small" data-testid="terminal-exposure">
        This terminal: {formatPoints(unsettled.points)} authorised offline and not yet settled
        {unsettledWording(unsettled)}
        {(mode === 'allotment' || leases.length > 0) &&
          `, ${formatPoints(leasedPoints)} set apart in ${formatCount(leases.length)} ${leases.length === 1 ? 'lease' : 'leases'}`}
        .
      </p>
    </>
  );
}

/** For whom, and how much of it a manager allowed; empty where there is nothing. */
function unsettledWording({ named, memberCount, overriddenPoints }: Unsettled): string {
  if (memberCount === 0) {
    return '';
  }
  const others = memberCount - named.length;
  const parts = named.map(({ name, points }) => `${name} ${formatCount(points)}`);
  const list = [...parts, ...(others > 0 ? [`${formatCount(others)} more`] : [])].join(', ');
  const overridden =
    overriddenPoints > 0
      ? `; ${formatCount(overriddenPoints)} of them by a manager’s override`
      : '';
  return ` (${list}${overridden})`;
}
