import type { Result } from '../../domain/result.ts';
import { HOLD_LIFETIME_MS, type HoldName } from '../../protocol/hold.ts';

/** The most holds that are remembered; sales by the oldest of so many have long been sealed or given up. */
const MAXIMUM_KNOWN = 10_000;

/** `open`: a sale may be sealed by it. `sealed`: one was, or may have been. `closed`: none will ever be. */
interface KnownHold {
  readonly askedAtMs: number;
  state: 'open' | 'sealing' | 'sealed' | 'closed';
}

/** What a gate works with. */
interface HoldGateOptions {
  /** Milliseconds that nobody can set. */
  readonly monotonicMs: () => number;
  /** Whether sales of an earlier enrolment may still have to reach the ledger: until then nothing is said of its holds. */
  readonly carriesOver: boolean;
}

/**
 * Knows by which holds sales may still be sealed, so that the ledger can be told of which it is over: it gives their points to
 * others then, at once, and by its own clock never. A sale is sealed only by a hold that this very run of the host has asked
 * for and has not given back, and only once. No clock decides it: time only says when a forgotten hold is given back.
 */
export class HoldGate {
  readonly #options: HoldGateOptions;
  readonly #known = new Map<string, KnownHold>();
  readonly #sealing = new Set<Promise<unknown>>();
  #pending: readonly HoldName[] = [];
  #carriesOver: boolean;

  constructor(options: HoldGateOptions) {
    this.#options = options;
    this.#carriesOver = options.carriesOver;
  }

  /** Takes note of a hold before the ledger is asked for it; false for one by which no sale can be sealed any more. */
  ask(holdId: string): boolean {
    const known = this.#known.get(holdId) ?? this.#remember(holdId, 'open');
    return known.state === 'open';
  }

  /** Seals a sale by a hold; null where no sale may be sealed by it. */
  async pass<Value, Failure>(
    holdId: string,
    seal: () => Promise<Result<Value, Failure>>,
  ): Promise<Result<Value, Failure> | null> {
    const known = this.#known.get(holdId);
    if (known?.state !== 'open') {
      return null;
    }
    known.state = 'sealing';
    const sealing = seal();
    this.#sealing.add(sealing);
    let unsealed = false;
    try {
      const sealed = await sealing;
      unsealed = !sealed.ok;
      return sealed;
    } finally {
      // What failed in an unforeseen way may lie in the journal.
      known.state = unsealed ? 'open' : 'sealed';
      this.#sealing.delete(sealing);
    }
  }

  /**
   * Gives a hold back that its sale does without; resolves to whether the ledger may be told so at once. Where a sale was
   * sealed by it, or an earlier run of the host may have done so, it may not.
   */
  async release(holdId: string): Promise<boolean> {
    if (this.#known.has(holdId)) {
      await this.#close([holdId]);
    }
    return this.#known.get(holdId)?.state === 'closed';
  }

  /** Takes note of the holds that the ledger calls pending for this terminal. */
  hear(pending: readonly HoldName[]): void {
    this.#pending = pending;
  }

  /** Everything that earlier enrolments sold is at the ledger. */
  carriedOver(): void {
    this.#carriesOver = false;
  }

  /**
   * Of the holds that the ledger calls pending, those by which no sale will be sealed from here on; what was sealed by them
   * lies in the journal when this resolves.
   */
  async giveBack(): Promise<HoldName[]> {
    if (this.#carriesOver) {
      return [];
    }
    const over = this.#pending.filter(({ holdId }) => !this.#isNeeded(holdId));
    await this.#close(over.map(({ holdId }) => holdId));
    return over;
  }

  #isNeeded(holdId: string): boolean {
    const known = this.#known.get(holdId);
    const isInUse = known?.state === 'open' || known?.state === 'sealing';
    return isInUse && this.#options.monotonicMs() - known.askedAtMs < HOLD_LIFETIME_MS;
  }

  async #close(holdIds: readonly string[]): Promise<void> {
    const holds = holdIds.map(
      // An earlier run of the host may have sealed a sale by a hold that this one did not ask for.
      (holdId) => this.#known.get(holdId) ?? this.#remember(holdId, 'sealed'),
    );
    const closeOpen = () => {
      for (const hold of holds.filter(({ state }) => state === 'open')) {
        hold.state = 'closed';
      }
    };
    closeOpen();
    await Promise.allSettled([...this.#sealing]);
    closeOpen();
  }

  #remember(holdId: string, state: KnownHold['state']): KnownHold {
    const known: KnownHold = { askedAtMs: this.#options.monotonicMs(), state };
    this.#known.set(holdId, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAXIMUM_KNOWN && oldest !== undefined) {
      this.#known.delete(oldest);
    }
    return known;
  }
}
