import { useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useObserved } from '../../ui/useObserved.ts';
import { connectionLabel, connectionSentences, isClockWrong } from './connectionWording.ts';
import { journalNotice } from './journalWording.ts';
import './connection.css';

/** The connection to the ledger, always visible; pressed, it says in sentences what that means. */
export function ConnectionPill(): ReactElement {
  const terminal = useTerminal();
  const connection = useStore(terminal.connection, (state) => state.connection);
  const sync = useObserved(terminal.sync.state);
  const journalFault = useStore(terminal.host, (state) => state.journalFault);
  const journal = useStore(terminal.host, (state) => state.journal);
  const notice = journalNotice(journal, journalFault);
  const nowMs = useNow(terminal.clock, 10_000);
  const [open, setOpen] = useState(false);
  const label = connectionLabel(connection, sync, nowMs);
  const pending = sync.pendingTransactions;
  const trouble = notice.label !== null || sync.problem !== null || connection.status === 'refused';
  const clockTone = isClockWrong(connection) ? 'offline' : connection.status;
  const tone = trouble ? 'refused' : clockTone;
  return (
    <>
      <button
        type="button"
        className={`status-button status-${tone}`}
        onClick={() => setOpen(true)}
      >
        <span className="status-dot" aria-hidden="true" />
        <span data-testid="connection-state" data-status={connection.status}>
          {notice.label ?? label}
        </span>
        <span
          className={pending > 0 ? 'status-count' : 'hidden-label'}
          data-testid="pending-count"
          data-count={pending}
        >
          {pending === 0 ? 'all sales sent' : `${pending} to send`}
        </span>
      </button>
      {open && (
        <Dialog title={label} onClose={() => setOpen(false)}>
          <div className="stack">
            {notice.sentences.map((sentence) => (
              <p key={sentence} className="message message-refused" role="alert">
                {sentence}
              </p>
            ))}
            {connectionSentences(connection, sync, nowMs).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
        </Dialog>
      )}
    </>
  );
}
