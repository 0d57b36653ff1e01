import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LocalSettings } from '../../ipc/channels/settings.ts';
import type { HostBridge } from '../../ipc/contract.ts';

export interface SettingsState {
  readonly settings: LocalSettings;
  /** Reads what the host keeps; the defaults stay where it cannot be asked. */
  readonly load: () => Promise<void>;
  /** Keeps a change; resolves to the host's words where it could not. */
  readonly change: (change: Partial<LocalSettings>) => Promise<string | null>;
}

export type SettingsStore = StoreApi<SettingsState>;

/** This terminal's own settings. */
export function createSettingsStore(bridge: Pick<HostBridge, 'request'>): SettingsStore {
  return createStore<SettingsState>((set, get) => ({
    settings: { colourScheme: 'auto', serialReaders: [] },
    load: async () => {
      const answer = await bridge.request('settings.read', {});
      if (answer.ok) {
        set({ settings: answer.value });
      }
    },
    change: async (change) => {
      const answer = await bridge.request('settings.write', { ...get().settings, ...change });
      if (!answer.ok) {
        return answer.error.message;
      }
      set({ settings: answer.value });
      return null;
    },
  }));
}
