import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ConnectionPill } from '../connection/ConnectionPill.tsx';
import { ReadersPill } from '../connection/ReadersPill.tsx';
import { ExceptionsButton } from '../exceptions/ExceptionsButton.tsx';

/** What lies over the till, if anything. */
export type Overlay =
  | 'balances'
  | 'demonstration'
  | 'exceptions'
  | 'readers'
  | 'return'
  | 'settings'
  | 'training'
  | null;

/** Where this is, who works here, and whether everything is connected. */
export function TillHeader(props: {
  /** Seconds until the operator is signed off for want of a touch, null while that is far. */
  readonly idleSecondsLeft: number | null;
  readonly onOpen: (overlay: Overlay) => void;
  readonly onSignOff: () => void;
}): ReactElement {
  const { idleSecondsLeft, onOpen, onSignOff } = props;
  const { session, enrolment } = useTerminal();
  const operator = useStore(session, (state) => state.operator);
  return (
    <header className="till-header">
      {idleSecondsLeft === null ? (
        <div className="till-brand grow">
          <strong className="clip">{enrolment.storeName}</strong>
          <span className="soft small clip">{enrolment.terminalName}</span>
        </div>
      ) : (
        <div className="till-brand till-idle grow" role="alert" data-testid="idle-countdown">
          <strong className="clip">
            Signs off in <span aria-live="off">{idleSecondsLeft} s</span>
          </strong>
          <span className="small clip">Touch the screen to stay. The sale is kept.</span>
        </div>
      )}
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
        <>
          <ExceptionsButton onOpen={() => onOpen('exceptions')} />
          <button type="button" className="header-button" onClick={() => onOpen('balances')}>
            <Icon name="list" />
            <span className="header-words">Balances</span>
          </button>
        </>
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
