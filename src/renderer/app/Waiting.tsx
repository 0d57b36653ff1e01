import { Loader } from '@mantine/core';
import type { ReactElement } from 'react';

/** A page with one sentence: something is under way, or cannot go on. */
export function Waiting(props: { readonly text: string; readonly alert: boolean }): ReactElement {
  const { text, alert } = props;
  return (
    <main className="page-centre">
      {alert ? (
        <p className="message message-refused" role="alert">
          {text}
        </p>
      ) : (
        <div className="row" role="status">
          <Loader size="sm" />
          <p>{text}</p>
        </div>
      )}
    </main>
  );
}
