import type { RandomSource } from '../../src/domain/ports.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { unavailable, type LedgerFailure } from '../../src/main/ledgerClient/ledgerFailure.ts';
import type {
  ExchangeOperation,
  ExchangeRequest,
  ExchangeResponse,
} from '../../src/protocol/exchange.ts';
import type { StreamEvent } from '../../src/protocol/stream.ts';
import { parseAnswer, type HostLedger } from '../../src/sync/hostTransport.ts';
import type { LedgerAnswer, LedgerInstance } from './simLedger.ts';
import type { VirtualTime } from './virtualTime.ts';
import { between, happens, type FaultName } from './world.ts';

/** How long a terminal's host waits for an answer. */
const TIMEOUT_MS = 15_000;
const noAnswer = unavailable('The ledger does not answer.');

/** What the network needs of its world. */
export interface NetworkOptions {
  readonly time: VirtualTime;
  readonly random: RandomSource;
  readonly faults: ReadonlySet<FaultName>;
  /** The instance that a balancer would choose, or null where all are down. */
  readonly instance: () => LedgerInstance | null;
  /** Counts what went wrong, by name. */
  readonly count: (fault: FaultName) => void;
}

/** The way of one terminal's host to the ledger: late, doubled, out of order, or not at all. */
export class SimNetwork {
  readonly terminalId: string;
  readonly #options: NetworkOptions;
  readonly #topicListeners = new Set<(topics: StreamEvent['topics']) => void>();
  readonly #connectionListeners = new Set<(online: boolean) => void>();
  #online = true;
  #calm = false;

  constructor(terminalId: string, options: NetworkOptions) {
    this.terminalId = terminalId;
    this.#options = options;
  }

  get online(): boolean {
    return this.#online;
  }

  setOnline(online: boolean): void {
    if (this.#online !== online) {
      this.#online = online;
      this.#connectionListeners.forEach((listener) => listener(online));
    }
  }

  /** From here on nothing goes wrong. */
  calm(): void {
    this.#calm = true;
    this.setOnline(true);
  }

  /** The ledger's stream says that something changed. */
  announce(topics: StreamEvent['topics']): void {
    if (this.#online && !this.#strikes('drop', 0.1)) {
      this.#options.time.after(this.#delayMs(), () => {
        this.#topicListeners.forEach((listener) => listener(topics));
      });
    }
  }

  /** What a page hears of the line and the ledger's stream. */
  listeners(): Pick<HostLedger, 'onChanged' | 'onConnection'> {
    return {
      onChanged: (listener) => listen(this.#topicListeners, listener),
      onConnection: (listener) => {
        listener(this.#online);
        return listen(this.#connectionListeners, listener);
      },
    };
  }

  /** Asks the ledger, as the host's client does. */
  async exchange<Operation extends ExchangeOperation>(
    operation: Operation,
    request: ExchangeRequest<Operation>,
  ): Promise<Result<ExchangeResponse<Operation>, LedgerFailure>> {
    const answer = await this.#exchange(operation, JSON.stringify(request));
    if (!answer.ok) {
      return answer;
    }
    const parsed = parseAnswer(operation, answer.value);
    return parsed.ok ? parsed : fail(unavailable(parsed.error.message));
  }

  async #exchange(
    operation: ExchangeOperation,
    text: string,
  ): Promise<Result<unknown, LedgerFailure>> {
    const { time } = this.#options;
    const dueMs = time.nowMs() + TIMEOUT_MS;
    const answer = await this.#carry(operation, text);
    if (answer === null || time.nowMs() > dueMs) {
      await time.sleep(Math.max(1, dueMs - time.nowMs()));
      return fail(noAnswer);
    }
    switch (answer.kind) {
      case 'answer':
        return ok(answer.value);
      case 'refused': {
        const { code, message } = answer;
        return fail(
          code === 'unavailable' ? unavailable(message) : { kind: 'refused', code, message },
        );
      }
      case 'failed':
        return fail(noAnswer);
    }
  }

  /** The answer, or null where none arrives. */
  async #carry(operation: ExchangeOperation, text: string): Promise<LedgerAnswer | null> {
    const { time } = this.#options;
    if (!this.#connected()) {
      return null;
    }
    await time.sleep(this.#delayMs());
    const instance = this.#options.instance();
    if (!this.#connected() || instance === null || this.#strikes('drop', 0.05)) {
      return null;
    }
    if (this.#strikes('duplicate', 0.1)) {
      time.after(this.#delayMs(), () => {
        void this.#options.instance()?.exchange(operation, this.terminalId, text);
      });
    }
    if (this.#strikes('ackLost', 0.05)) {
      instance.crashAt(between(this.#options.random, 0, 12));
    }
    const answer = await instance.exchange(operation, this.terminalId, text);
    await time.sleep(this.#delayMs());
    return !this.#connected() || this.#strikes('drop', 0.05) ? null : answer;
  }

  /** Asked anew each time: the line may fail while something is on its way. */
  #connected(): boolean {
    return this.#online;
  }

  #delayMs(): number {
    const { random } = this.#options;
    if (this.#strikes('reorder', 0.05)) {
      return between(random, 500, 20_000);
    }
    return this.#strikes('delay', 0.1) ? between(random, 200, 3000) : between(random, 1, 60);
  }

  #strikes(fault: FaultName, probability: number): boolean {
    const { faults, random, count } = this.#options;
    const struck = !this.#calm && faults.has(fault) && happens(random, probability);
    if (struck) {
      count(fault);
    }
    return struck;
  }
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
