import { Button } from '@mantine/core';
import { useState, type ReactElement, type ReactNode } from 'react';
import type { Terminal } from '../../app/terminal.ts';
import { TerminalProvider } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TrainingDialog } from './TrainingDialog.tsx';
import './training.css';

/** Says on every screen that nothing here is real, above whatever is open. */
export function TrainingFrame(props: {
  /** Null while it is being opened. */
  readonly terminal: Terminal | null;
  readonly children: ReactNode;
}): ReactElement {
  const { terminal, children } = props;
  const [ending, setEnding] = useState(false);
  return (
    <div className="training-frame" data-testid="training">
      <section className="training-banner" aria-label="Training">
        <Icon name="warning" />
        <p className="grow">
          <strong>Training.</strong> Nothing is sold, no points move, and take no payment.
        </p>
        {terminal !== null && (
          <Button variant="default" size="compact-md" onClick={() => setEnding(true)}>
            End training
          </Button>
        )}
      </section>
      <div className="training-screen">{children}</div>
      {terminal !== null && ending && (
        <TerminalProvider value={terminal}>
          <TrainingDialog wanted="end" onClose={() => setEnding(false)} />
        </TerminalProvider>
      )}
    </div>
  );
}
