import type { ReactElement } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import { formatCount } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import './exceptions.css';

/** Opens the queue of exceptions; says how many are open. For managers. */
export function ExceptionsButton({ onOpen }: { readonly onOpen: () => void }): ReactElement {
  const count = useObserved(useTerminal().replica.exceptions.open).length;
  return (
    <button
      type="button"
      className={`header-button ${count > 0 ? 'exceptions-button' : ''}`}
      onClick={onOpen}
    >
      <Icon name="warning" />
      <span className="hidden-label">To look at: </span>
      <span data-testid="exception-count">{formatCount(count)}</span>
    </button>
  );
}
