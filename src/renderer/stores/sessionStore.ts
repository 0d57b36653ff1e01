import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Operator } from '../../domain/operator.ts';
import type { Clock } from '../../domain/ports.ts';
import type { ManagerOverride } from '../../domain/transaction.ts';
import type { HostBridge, Request } from '../../ipc/contract.ts';

/** What became of a PIN. */
export type SignOnOutcome = 'signedOn' | 'wrongPin' | 'closed' | 'failed';

/** What a manager is asked to allow: so many points of one member in the sale at hand. */
export type OverrideWish = Pick<
  Request<'operators.grantOverride'>,
  'reasonCode' | 'memberId' | 'points'
>;

/** What became of a manager's PIN. `failed` says in words why it gives no override. */
export type OverrideOutcome =
  | { readonly kind: 'granted'; readonly override: ManagerOverride }
  | { readonly kind: 'wrongPin' | 'closed' }
  | { readonly kind: 'failed'; readonly message: string };

export interface SessionState {
  /** Who works at the till, null before sign-on. */
  readonly operator: Operator | null;
  /** Until when sign-on is closed, by operator id, milliseconds by the clock. */
  readonly closedUntilMs: Readonly<Record<string, number>>;
  readonly checking: boolean;
  /** Asks the host to check a PIN of 4 to 8 digits against the operator's verifier. */
  readonly signOn: (operator: Operator, pin: string) => Promise<SignOnOutcome>;
  readonly signOff: () => void;
  /** Begins or ends training by a manager's PIN. */
  readonly train: (
    wanted: 'begin' | 'end',
    manager: Operator,
    pin: string,
  ) => Promise<'done' | 'wrongPin' | 'closed' | 'failed'>;
  /** Asks the host for a manager's override; who has signed on stays. */
  readonly override: (
    manager: Operator,
    pin: string,
    wish: OverrideWish,
  ) => Promise<OverrideOutcome>;
}

export type SessionStore = StoreApi<SessionState>;

/** A till at which nobody has signed on. */
export function createSessionStore(
  bridge: Pick<HostBridge, 'request'>,
  clock: Clock,
): SessionStore {
  return createStore<SessionState>((set, get) => {
    function isClosed(operatorId: string): boolean {
      return (get().closedUntilMs[operatorId] ?? 0) > clock.nowMs();
    }

    /** Notes how long this operator's PIN is not looked at. */
    function noteWrongPin(operatorId: string, retryAfterMs: number): 'wrongPin' | 'closed' {
      const untilMs = clock.nowMs() + retryAfterMs;
      set({ closedUntilMs: { ...get().closedUntilMs, [operatorId]: untilMs } });
      return retryAfterMs > 0 ? 'closed' : 'wrongPin';
    }

    return {
      operator: null,
      closedUntilMs: {},
      checking: false,
      signOn: async (operator, pin) => {
        const { operatorId, role, pinVerifier: verifier } = operator;
        if (get().checking) {
          return 'failed';
        }
        if (isClosed(operatorId)) {
          return 'closed';
        }
        set({ checking: true });
        const asked = { operatorId, role, pin, verifier };
        const answer = await bridge.request('operators.verifyPin', asked);
        set({ checking: false });
        if (!answer.ok) {
          return 'failed';
        }
        if (answer.value.verified) {
          set({ operator });
          return 'signedOn';
        }
        return noteWrongPin(operatorId, answer.value.retryAfterMs);
      },
      signOff: () => set({ operator: null }),
      train: async (wanted, { operatorId, pinVerifier: verifier }, pin) => {
        if (get().checking) {
          return 'failed';
        }
        if (isClosed(operatorId)) {
          return 'closed';
        }
        set({ checking: true });
        const asked = { operatorId, role: 'manager', pin, verifier } as const;
        const answer = await bridge.request(`training.${wanted}`, asked);
        set({ checking: false });
        if (!answer.ok) {
          return 'failed';
        }
        return answer.value.verified ? 'done' : noteWrongPin(operatorId, answer.value.retryAfterMs);
      },
      override: async (manager, pin, wish) => {
        const { operatorId, pinVerifier: verifier, overrideKey } = manager;
        if (overrideKey === undefined || get().checking) {
          return { kind: 'failed', message: 'This manager cannot be asked just now.' };
        }
        if (isClosed(operatorId)) {
          return { kind: 'closed' };
        }
        set({ checking: true });
        const asked = { operatorId, pin, verifier, overrideKey, ...wish };
        const answer = await bridge.request('operators.grantOverride', asked);
        set({ checking: false });
        if (!answer.ok) {
          return { kind: 'failed', message: answer.error.message };
        }
        return answer.value.kind === 'granted'
          ? answer.value
          : { kind: noteWrongPin(operatorId, answer.value.retryAfterMs) };
      },
    };
  });
}
