import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChainRulesInWords } from '../../ipc/channels/chainRules.ts';
import type { HostBridge } from '../../ipc/contract.ts';

export interface ChainRulesState {
  readonly rules: ChainRulesInWords;
  /** Asks the host anew, e.g. after enrolment. */
  readonly refresh: () => Promise<void>;
}

export type ChainRulesStore = StoreApi<ChainRulesState>;

/** What the chain says about reads, as the host last told it. */
export function createChainRulesStore(bridge: HostBridge): ChainRulesStore {
  return createStore<ChainRulesState>((set) => {
    bridge.on('chainRules.changed', (rules) => set({ rules }));
    return {
      rules: { cardFormats: [], measureRules: [], problem: null },
      refresh: async () => {
        const answer = await bridge.request('chainRules.read', {});
        if (answer.ok) {
          set({ rules: answer.value });
        }
      },
    };
  });
}
