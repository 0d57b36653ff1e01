import { Button } from '@mantine/core';
import { useMemo, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatMoment } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObserved } from '../../ui/useObserved.ts';
import { useShortcuts, type Shortcuts } from '../../ui/useShortcuts.ts';
import { ExceptionDetail } from './ExceptionDetail.tsx';
import { ExceptionList } from './ExceptionList.tsx';
import { useMemberNames } from './useMemberNames.ts';
import './exceptions.css';

/** For managers: what the ledger wants a person of this store to look at, and to settle. */
export function ExceptionsScreen({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { replica, connection, sync, clock } = useTerminal();
  const all = useObserved(replica.exceptions.open);
  const online = useStore(connection, (state) => state.connection.status === 'online');
  const { lastInStepAtMs } = useObserved(sync.state);
  const nowMs = useNow(clock, 30_000);
  const names = useMemberNames();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [settledIds, setSettledIds] = useState<ReadonlySet<string>>(new Set());
  const shortcuts = useMemo((): Shortcuts => ({ Escape: onClose }), [onClose]);
  useShortcuts(shortcuts, true);
  // What was settled here stays in the replica until the next pull; it is nobody's work any more.
  const open = all.filter(({ exceptionId }) => !settledIds.has(exceptionId));
  const chosen = open.find(({ exceptionId }) => exceptionId === chosenId) ?? null;
  const asOf = lastInStepAtMs === null ? null : formatMoment(lastInStepAtMs, nowMs);
  return (
    <main className="exceptions">
      <header className="spread">
        <div>
          <h1 className="exceptions-title">To look at</h1>
          <p className="soft" data-testid="exceptions-as-of">
            {online || asOf === null
              ? 'What the ledger found in this store’s transactions and a manager should settle.'
              : `Offline. This is the list as of ${asOf}.`}
          </p>
        </div>
        <Button variant="default" onClick={onClose} leftSection={<Icon name="close" />}>
          Back to the till
        </Button>
      </header>
      <div className="exceptions-panes">
        {open.length === 0 ? (
          <div className="panel exceptions-empty" role="status">
            <Icon name="check" size={40} />
            <strong>Nothing to settle</strong>
            <span className="soft">
              {asOf === null
                ? 'The ledger has not been heard yet; what it finds will be listed here.'
                : `As of ${asOf}, nothing of this store waits for a manager.`}
            </span>
          </div>
        ) : (
          <>
            <ExceptionList
              exceptions={open}
              names={names}
              nowMs={nowMs}
              chosenId={chosenId}
              onChoose={setChosenId}
            />
            {chosen === null ? (
              <div className="panel exceptions-empty" role="status">
                <Hint chosenId={chosenId} settledIds={settledIds} />
              </div>
            ) : (
              <ExceptionDetail
                key={chosen.exceptionId}
                exception={chosen}
                names={names}
                nowMs={nowMs}
                online={online}
                onResolved={(exceptionId) =>
                  setSettledIds((before) => new Set(before).add(exceptionId))
                }
              />
            )}
          </>
        )}
      </div>
    </main>
  );
}

/** Nothing is chosen by itself: a press that was meant for one exception must not meet the next. */
function Hint(props: {
  readonly chosenId: string | null;
  readonly settledIds: ReadonlySet<string>;
}): ReactElement {
  const { chosenId, settledIds } = props;
  if (chosenId === null) {
    return <span className="soft">Choose one on the left.</span>;
  }
  return settledIds.has(chosenId) ? (
    <>
      <Icon name="check" size={40} />
      <strong>Settled</strong>
      <span className="soft">Choose the next on the left.</span>
    </>
  ) : (
    <>
      <strong>It was settled meanwhile</strong>
      <span className="soft">
        By somebody else, or by itself because what it lacked has come. Choose another on the left.
      </span>
    </>
  );
}
