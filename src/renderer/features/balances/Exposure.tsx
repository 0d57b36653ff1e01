import { useEffect, useState, type ReactElement } from 'react';
import { redemptionModeOf, worstOverspend } from '../../../domain/authorisation.ts';
import type { Programme } from '../../../domain/programme.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatCount, formatPoints } from '../../ui/format.ts';
import { useObserved } from '../../ui/useObserved.ts';
import { unsettledStandInPoints } from './unsettledStandIn.ts';

/** For managers: what can be overspent offline at worst, and what this terminal has done by itself so far. */
export function Exposure({ programme }: { readonly programme: Programme }): ReactElement {
  const { replica } = useTerminal();
  const setting = useObserved(replica.reference.setting);
  const leases = useObserved(replica.leases.all);
  const terminals = setting?.terminalCount ?? 1;
  const mode = redemptionModeOf(programme, setting);
  const { memberPoints } = worstOverspend(mode, programme.standIn, terminals);
  const unsettledPoints = useUnsettledPoints();
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
      </p>
      <p className="soft small" data-testid="terminal-exposure">
        This terminal: {formatPoints(unsettledPoints)} authorised offline and not yet settled,{' '}
        {formatPoints(leasedPoints)} set apart in {formatCount(leases.length)}{' '}
        {leases.length === 1 ? 'lease' : 'leases'}.
      </p>
    </>
  );
}

function useUnsettledPoints(): number {
  const { replica } = useTerminal();
  const pending = useObserved(replica.transactions.pendingCount);
  const last = useObserved(replica.transactions.lastSequence);
  const [points, setPoints] = useState(0);
  useEffect(() => {
    let shown = true;
    void replica.transactions.above(last - pending, Math.max(1, pending)).then((waiting) => {
      if (shown) {
        setPoints(unsettledStandInPoints(waiting));
      }
    });
    return () => {
      shown = false;
    };
  }, [replica, pending, last]);
  return points;
}
