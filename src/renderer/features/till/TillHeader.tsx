import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ConnectionPill } from '../connection/ConnectionPill.tsx';
import { ReadersPill } from '../connection/ReadersPill.tsx';

/** What lies over the till, if anything. */
export type Overlay = 'balances' | 'demonstration' | 'readers' | 'settings' | null;

/** Where this is, who works here, and whether everything is connected. */
export function TillHeader(props: {
  readonly onOpen: (overlay: Overlay) => void;
  readonly onSignOff: () => void;
}): ReactElement {
  const { onOpen, onSignOff } = props;
  const { session, enrolment } = useTerminal();
  const operator = useStore(session, (state) => state.operator);
  return (
    <header className="till-header">
      <div className="till-brand grow">
        <strong className="clip">{enrolment.storeName}</strong>
        <span className="soft small clip">{enrolment.terminalName}</span>
      </div>
      {enrolment.demonstration && (
        <button
          type="button"
          className="header-button header-demonstration"
          onClick={() => onOpen('demonstration')}
        >
          <Icon name="card" />
          Demonstration
        </button>
      )}
      <ConnectionPill />
      <ReadersPill onSetUp={() => onOpen('readers')} />
      <span className="header-divider" aria-hidden="true" />
      {operator?.role === 'manager' && (
        <button type="button" className="header-button" onClick={() => onOpen('balances')}>
          <Icon name="list" />
          Balances
        </button>
      )}
      <button
        type="button"
        className="header-button"
        aria-label="Settings"
        onClick={() => onOpen('settings')}
      >
        <Icon name="settings" />
      </button>
      <button
        type="button"
        className="header-button"
        aria-label={`Sign off ${operator?.displayName ?? ''}`}
        onClick={onSignOff}
      >
        <Icon name="signOff" />
        <span className="clip">{operator?.displayName}</span>
      </button>
    </header>
  );
}
