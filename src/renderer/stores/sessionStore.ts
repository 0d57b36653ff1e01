import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Operator } from '../../domain/operator.ts';
import type { Clock } from '../../domain/ports.ts';
import type { HostBridge } from '../../ipc/contract.ts';

/** What became of a PIN. */
export type SignOnOutcome = 'signedOn' | 'wrongPin' | 'closed' | 'failed';

export interface SessionState {
  /** Who works at the till, null before sign-on. */
  readonly operator: Operator | null;
  /** Until when sign-on is closed, by operator id, milliseconds by the clock. */
  readonly closedUntilMs: Readonly<Record<string, number>>;
  readonly checking: boolean;
  /** Asks the host to check a PIN of 4 to 8 digits against the operator's verifier. */
  readonly signOn: (operator: Operator, pin: string) => Promise<SignOnOutcome>;
  readonly signOff: () => void;
}

export type SessionStore = StoreApi<SessionState>;

/** A till at which nobody has signed on. */
export function createSessionStore(
  bridge: Pick<HostBridge, 'request'>,
  clock: Clock,
): SessionStore {
  return createStore<SessionState>((set, get) => ({
    operator: null,
    closedUntilMs: {},
    checking: false,
    signOn: async (operator, pin) => {
      const { operatorId, pinVerifier: verifier } = operator;
      if (get().checking) {
        return 'failed';
      }
      if ((get().closedUntilMs[operatorId] ?? 0) > clock.nowMs()) {
        return 'closed';
      }
      set({ checking: true });
      const answer = await bridge.request('operators.verifyPin', { operatorId, pin, verifier });
      set({ checking: false });
      if (!answer.ok) {
        return 'failed';
      }
      if (answer.value.verified) {
        set({ operator });
        return 'signedOn';
      }
      const { retryAfterMs } = answer.value;
      const untilMs = clock.nowMs() + retryAfterMs;
      set({ closedUntilMs: { ...get().closedUntilMs, [operatorId]: untilMs } });
      return retryAfterMs > 0 ? 'closed' : 'wrongPin';
    },
    signOff: () => set({ operator: null }),
  }));
}
