import { Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { PRESENTATIONS } from './guide.ts';

const TIMES = ['', 'once more', 'twice more', 'three times'];

/** Asks for the same card three times and shows how often it has come. */
export function PresentStep(props: {
  /** What to do, e.g. "Scan the card". */
  readonly action: string;
  /** How many times more. */
  readonly left: number;
  /** What the terminal does meanwhile. */
  readonly now: string;
  readonly note: string | null;
}): ReactElement {
  const { action, left, now, note } = props;
  const done = PRESENTATIONS - left;
  return (
    <div className="stack">
      <p className="devices-action" role="status">
        {left === 0 ? 'Thank you. Working it out…' : `${action} ${TIMES[left] ?? 'again'}`}
      </p>
      <p className="soft">
        Always the same loyalty card or product, no payment card. Wait for the beep and take it away
        each time.
      </p>
      <div className="row" role="img" aria-label={`${done} of ${PRESENTATIONS} came in`}>
        {Array.from({ length: PRESENTATIONS }, (_, index) => (
          <span key={index} className={`devices-dot ${index < done ? 'devices-dot-done' : ''}`} />
        ))}
      </div>
      {note !== null && (
        <p className="message message-warning small" role="status">
          {note}
        </p>
      )}
      <p className="row soft small">
        <Loader size="xs" /> {now}
      </p>
    </div>
  );
}
