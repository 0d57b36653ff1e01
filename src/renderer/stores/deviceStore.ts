import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Device } from '../../ipc/channels/devices.ts';
import type { HostBridge } from '../../ipc/contract.ts';

export interface DeviceState {
  readonly devices: readonly Device[];
  /** Asks the host anew, e.g. after it was away. */
  readonly refresh: () => Promise<void>;
}

export type DeviceStore = StoreApi<DeviceState>;

/** The readers, as the host last told them. */
export function createDeviceStore(bridge: HostBridge): DeviceStore {
  return createStore<DeviceState>((set) => {
    bridge.on('devices.changed', ({ devices }) => set({ devices }));
    return {
      devices: [],
      refresh: async () => {
        const answer = await bridge.request('devices.list', {});
        if (answer.ok) {
          set({ devices: answer.value.devices });
        }
      },
    };
  });
}
