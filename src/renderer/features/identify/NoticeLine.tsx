import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';

/** One line about the last scan or refusal, also told to screen readers. */
export function NoticeLine(): ReactElement {
  const { notices } = useTerminal();
  const notice = useStore(notices, (state) => state.notice);
  return (
    <p
      className={`notice notice-${notice?.tone ?? 'info'}`}
      role="status"
      aria-live="assertive"
      data-testid="scan-message"
      data-number={notice?.number ?? 0}
    >
      <span className="clip">{notice?.text ?? 'Ready to scan.'}</span>
    </p>
  );
}
