import type { Clock } from '../../domain/ports.ts';
import type { ConnectionState } from '../../ipc/channels/ledger.ts';
import { refusalOf, type LedgerFailure } from './ledgerFailure.ts';

/** A wobble of the measured offset below this is no news. */
const OFFSET_NEWS_MS = 2000;

/** Keeps the state of the connection and tells when it changes. */
export class ConnectionMonitor {
  readonly #clock: Clock;
  readonly #changed: (state: ConnectionState) => void;
  #state: ConnectionState = {
    status: 'starting',
    refusal: null,
    detail: 'Looking for the ledger.',
    lastContactAt: null,
    clockOffsetMs: 0,
  };

  #measuredOffsetMs: number | null = null;

  constructor(clock: Clock, changed: (state: ConnectionState) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The ledger's clock less ours as measured last, milliseconds; null where it never was. */
  get measuredOffsetMs(): number | null {
    return this.#measuredOffsetMs;
  }

  /** The ledger answered in sense; `clockOffsetMs` null where it was not measured. */
  contact(clockOffsetMs: number | null): void {
    this.#set({
      status: 'online',
      refusal: null,
      detail: '',
      lastContactAt: new Date(this.#clock.nowMs()).toISOString(),
      clockOffsetMs: this.#smoothed(clockOffsetMs),
    });
  }

  /** The ledger gave no answer or refused. A refusal of one request only is a contact like any other. */
  failed(failure: LedgerFailure, clockOffsetMs: number | null): void {
    const refusal = refusalOf(failure);
    if (failure.kind === 'refused' && refusal === null) {
      this.contact(clockOffsetMs);
      return;
    }
    if (failure.code === 'clockSkew' && this.#isNews(clockOffsetMs)) {
      // The next request is signed by the ledger's clock; only if that too is refused a person must help.
      this.#set({ ...this.#state, clockOffsetMs: this.#smoothed(clockOffsetMs) });
      return;
    }
    this.#set({
      ...this.#state,
      status: refusal === null ? 'offline' : 'refused',
      refusal,
      detail: failure.message.slice(0, 500),
      clockOffsetMs: this.#smoothed(clockOffsetMs),
    });
  }

  #smoothed(measuredMs: number | null): number {
    this.#measuredOffsetMs = measuredMs ?? this.#measuredOffsetMs;
    const known = this.#state.clockOffsetMs;
    return this.#isNews(measuredMs) ? (measuredMs ?? known) : known;
  }

  #isNews(measuredMs: number | null): boolean {
    return measuredMs !== null && Math.abs(measuredMs - this.#state.clockOffsetMs) > OFFSET_NEWS_MS;
  }

  #set(next: ConnectionState): void {
    const before = this.#state;
    this.#state = next;
    const news =
      before.status !== next.status ||
      before.refusal !== next.refusal ||
      before.detail !== next.detail ||
      before.clockOffsetMs !== next.clockOffsetMs;
    if (news) {
      this.#changed(next);
    }
  }
}
