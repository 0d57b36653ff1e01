import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JournalStatus } from '../../ipc/channels/journal.ts';
import type { HostBridge } from '../../ipc/contract.ts';

export interface HostState {
  /** False while the host does not answer: nothing can be approved. */
  readonly reachable: boolean;
  /** The journal as of the last answer, null before the first. */
  readonly journal: JournalStatus | null;
  /** Why journal and replica do not belong together, null while they do. */
  readonly journalFault: string | null;
  /** Asks once; resolves to whether the host answered. */
  readonly pulse: () => Promise<boolean>;
  /** Takes the link's own word that the host went away or came back. */
  readonly linkChanged: (connected: boolean) => Promise<void>;
}

export type HostStore = StoreApi<HostState>;

/** How long the host may take to answer before it counts as gone. */
export const PULSE_TIMEOUT_MS = 3000;

/** Whether the host lives, found by asking for the journal's status. `sleep` resolves after so many milliseconds. */
export function createHostStore(
  bridge: Pick<HostBridge, 'request'>,
  sleep: (durationMs: number) => Promise<void>,
): HostStore {
  return createStore<HostState>((set, get) => ({
    reachable: true,
    journal: null,
    journalFault: null,
    pulse: async () => {
      const silence = sleep(PULSE_TIMEOUT_MS).then(() => null);
      const answer = await Promise.race([bridge.request('journal.status', {}), silence]);
      const gone =
        answer === null ||
        (!answer.ok && (answer.error.code === 'timeout' || answer.error.code === 'internal'));
      set({ reachable: !gone, ...(answer?.ok === true ? { journal: answer.value } : {}) });
      return !gone;
    },
    linkChanged: async (connected) => {
      if (connected) {
        await get().pulse();
      } else {
        set({ reachable: false });
      }
    },
  }));
}
