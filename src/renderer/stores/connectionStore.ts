import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionState } from '../../ipc/channels/ledger.ts';
import type { HostBridge } from '../../ipc/contract.ts';

/** The host's way to the ledger, as the host last told it. */
export interface ConnectionStoreState {
  readonly connection: ConnectionState;
  /** Asks the host anew, e.g. after it was away. */
  readonly refresh: () => Promise<void>;
}

export type ConnectionStore = StoreApi<ConnectionStoreState>;

const STARTING: ConnectionState = {
  status: 'starting',
  refusal: null,
  detail: '',
  lastContactAt: null,
  clockOffsetMs: 0,
};

/** Follows the host's connection for as long as the page lives. */
export function createConnectionStore(bridge: HostBridge): ConnectionStore {
  return createStore<ConnectionStoreState>((set) => {
    bridge.on('ledger.connectionChanged', (connection) => set({ connection }));
    return {
      connection: STARTING,
      refresh: async () => {
        const answer = await bridge.request('ledger.connection', {});
        if (answer.ok) {
          set({ connection: answer.value });
        }
      },
    };
  });
}
