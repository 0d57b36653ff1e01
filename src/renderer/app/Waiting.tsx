import { Button, Loader } from '@mantine/core';
import type { ReactElement } from 'react';

/** A page with one sentence: something is under way, or cannot go on. */
export function Waiting(props: {
  readonly text: string;
  readonly alert: boolean;
  /** What the person can do about it, where there is anything; a till's window has no buttons of its own. */
  readonly action?: { readonly label: string; readonly act: () => void };
}): ReactElement {
  const { text, alert, action } = props;
  return (
    <main className="page-centre">
      {alert ? (
        <div className="stack">
          <p className="message message-refused" role="alert">
            {text}
          </p>
          {action !== undefined && <Button onClick={action.act}>{action.label}</Button>}
        </div>
      ) : (
        <div className="row" role="status">
          <Loader size="sm" />
          <p>{text}</p>
        </div>
      )}
    </main>
  );
}
