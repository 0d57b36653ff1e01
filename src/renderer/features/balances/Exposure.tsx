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
    <dl className="balances-exposure">
      <div data-testid="exposure">
        <dt>Offline, one member can overspend at most</dt>
        <dd>
          <strong>{formatPoints(memberPoints)}</strong>
          <span className="soft small">
            {mode === 'standIn' &&
              `${formatCount(programme.standIn.floorLimitPoints)} at each of ${formatCount(terminals)} terminals. `}
            {mode === 'online' && 'Points are redeemed only while the ledger can be reached. '}
            {mode === 'allotment' &&
              'Only points set apart for this terminal are redeemed offline. '}
            Manager overrides come on top.
          </span>
        </dd>
      </div>
      <div data-testid="terminal-exposure">
        <dt>This terminal, authorised offline and not yet settled</dt>
        <dd>
          <strong>{formatPoints(unsettled.points)}</strong>
          <span className="soft small">{unsettledWording(unsettled)}</span>
        </dd>
      </div>
      {(mode === 'allotment' || leases.length > 0) && (
        <div data-testid="terminal-leases">
          <dt>This terminal, set apart for it</dt>
          <dd>
            <strong>{formatPoints(leasedPoints)}</strong>
            <span className="soft small">
              in {formatCount(leases.length)} {leases.length === 1 ? 'lease' : 'leases'}
            </span>
          </dd>
        </div>
      )}
    </dl>
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
  return `${list}${overridden}`;
}
