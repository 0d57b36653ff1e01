import { useEffect, useState } from 'react';
import type { Replica } from '../../../replica/replica.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { unsettledStandIn, type UnsettledMember } from './unsettledStandIn.ts';

/** So many members are named; the sums are of all. */
const NAMED_MEMBERS = 3;

/** What this terminal has authorised by itself and the ledger does not have yet. */
export interface Unsettled {
  readonly points: number;
  /** Of them, what managers allowed beyond the limits. */
  readonly overriddenPoints: number;
  readonly memberCount: number;
  /** Those with the most points. */
  readonly named: readonly { readonly name: string; readonly points: number }[];
}

const NOTHING: Unsettled = { points: 0, overriddenPoints: 0, memberCount: 0, named: [] };

/** Follows what is unsettled. */
export function useUnsettled(): Unsettled {
  const { replica } = useTerminal();
  const pending = useObserved(replica.transactions.pendingCount);
  const last = useObserved(replica.transactions.lastSequence);
  const [unsettled, setUnsettled] = useState(NOTHING);
  useEffect(() => {
    let shown = true;
    void replica.transactions
      .above(last - pending, Math.max(1, pending))
      .then((waiting) => sumUp(unsettledStandIn(waiting), replica))
      .then((found) => {
        if (shown) {
          setUnsettled(found);
        }
      });
    return () => {
      shown = false;
    };
  }, [replica, pending, last]);
  return unsettled;
}

async function sumUp(members: readonly UnsettledMember[], replica: Replica): Promise<Unsettled> {
  const named = members.slice(0, NAMED_MEMBERS).map(async ({ cardToken, points }) => {
    const view = await replica.members.memberByToken(cardToken).catch(() => null);
    return { name: view?.displayName ?? 'a member not known here', points };
  });
  return {
    points: members.reduce((sum, one) => sum + one.points, 0),
    overriddenPoints: members.reduce((sum, one) => sum + one.overriddenPoints, 0),
    memberCount: members.length,
    named: await Promise.all(named),
  };
}
