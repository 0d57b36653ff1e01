import { useEffect, useState } from 'react';
import type { BalanceList } from '../../../replica/balanceList.ts';
import { createBalanceList } from '../../../replica/createBalanceList.ts';
import type { Replica } from '../../../replica/replica.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { useObserved } from '../../ui/useObserved.ts';

const ROWS_AT_ONCE = 1000;

/** First names and initials of the members that open exceptions are about, as far as this terminal knows them. */
export function useMemberNames(): ReadonlyMap<string, string> {
  const { replica } = useTerminal();
  const open = useObserved(replica.exceptions.open);
  const wanted = [...new Set(open.flatMap(({ memberId }) => memberId ?? []))].sort().join(' ');
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(
    () => (wanted === '' ? undefined : readNames(replica, wanted.split(' '), setNames)),
    [replica, wanted],
  );
  return names;
}

/** Reads the replica's members once; gives the way to stop. */
function readNames(
  replica: Replica,
  memberIds: readonly string[],
  tell: (names: ReadonlyMap<string, string>) => void,
): () => void {
  const list = createBalanceList(replica);
  const look = () => {
    if (list.progress.current().complete) {
      tell(namesIn(list, new Set(memberIds)));
      stop();
    }
  };
  const stopListening = list.progress.subscribe(look);
  const stop = () => {
    stopListening();
    list.close();
  };
  look();
  return stop;
}

function namesIn(list: BalanceList, memberIds: ReadonlySet<string>): Map<string, string> {
  const names = new Map<string, string>();
  const found = list.query({ search: '', sort: 'name', descending: false });
  for (let first = 0; first < found.total && names.size < memberIds.size; first += ROWS_AT_ONCE) {
    for (const { memberId, displayName } of found.rows(first, ROWS_AT_ONCE)) {
      if (memberIds.has(memberId)) {
        names.set(memberId, displayName);
      }
    }
  }
  return names;
}
