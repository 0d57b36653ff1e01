import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LocalSettings } from '../../ipc/channels/settings.ts';
import type { HostBridge } from '../../ipc/contract.ts';

export interface SettingsState {
  /** Null until the host has told them. */
  readonly settings: LocalSettings | null;
  /** Reads what the host keeps. */
  readonly load: () => Promise<void>;
  /** Keeps a change; resolves to the host's words where it could not. */
  readonly change: (change: Partial<LocalSettings>) => Promise<string | null>;
}

export type SettingsStore = StoreApi<SettingsState>;

/** This terminal's own settings. */
export function createSettingsStore(bridge: Pick<HostBridge, 'request'>): SettingsStore {
  return createStore<SettingsState>((set) => ({
    settings: null,
    load: async () => {
      const answer = await bridge.request('settings.read', {});
      if (answer.ok) {
        set({ settings: answer.value });
      }
    },
    change: async (change) => {
      // What the host keeps is read first: a change of one setting must never put another one back.
      const kept = await bridge.request('settings.read', {});
      if (!kept.ok) {
        return kept.error.message;
      }
      const answer = await bridge.request('settings.write', { ...kept.value, ...change });
      if (!answer.ok) {
        return answer.error.message;
      }
      set({ settings: answer.value });
      return null;
    },
  }));
}
