import { Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { HostStore } from '../../stores/hostStore.ts';
import './connection.css';

/** Covers everything while the host does not answer: nothing can be approved then. */
export function HostLost({ host }: { readonly host: HostStore }): ReactElement | null {
  const reachable = useStore(host, (state) => state.reachable);
  if (reachable) {
    return null;
  }
  return (
    <div className="host-lost" role="alertdialog" aria-labelledby="host-lost-title">
      <div className="panel host-lost-box stack">
        <h2 id="host-lost-title">The terminal’s host has stopped</h2>
        <p>
          Nothing can be approved until it runs again. The sale on screen is kept. If this does not
          go away within a minute, start the terminal again.
        </p>
        <p className="row soft">
          <Loader size="sm" /> Reconnecting…
        </p>
      </div>
    </div>
  );
}
