import type { RandomSource } from '../../src/domain/ports.ts';
import type { PowerCut } from '../support/faultyFileSystem.ts';
import type { SimNetwork } from './simNetwork.ts';
import type { SimTerminal } from './simTerminal.ts';
import type { VirtualTime } from './virtualTime.ts';
import { between, happens, oneOf, type Chance, type FaultName } from './world.ts';

/** What trouble needs of its world. */
export interface TroubleOptions {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultName>;
  readonly count: (fault: FaultName) => void;
  readonly endMs: number;
  readonly terminals: readonly SimTerminal[];
  readonly networks: readonly SimNetwork[];
  readonly attempt: (what: string, work: Promise<unknown>) => void;
}

/** What happens to tills and their lines, by chance, until it ends. */
export class Trouble {
  readonly #options: TroubleOptions;
  #ended = false;

  constructor(options: TroubleOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#options.terminals.forEach((terminal, index) => {
      this.#again('partition', index, 400_000, (random) => this.#partition(index, random));
      this.#again('crash', index, 1_200_000, (random) => this.#crash(terminal, random));
      this.#again('enospc', index, 2_000_000, (random) => this.#fillDisk(terminal, random));
      this.#again('eio', index, 2_000_000, () => this.#failSync(terminal));
      this.#again('clock', index, 2_000_000, (random) => {
        terminal.clockErrorMs = between(random, -7_200_000, 7_200_000);
      });
    });
  }

  /** Nothing more goes wrong, and what is broken is whole again. */
  end(): void {
    this.#ended = true;
    for (const terminal of this.#options.terminals) {
      terminal.disk.fault = () => 'fine';
      terminal.disk.capacityBytes = Infinity;
      terminal.clockErrorMs = 0;
    }
  }

  #again(
    fault: FaultName,
    index: number,
    meanMs: number,
    strike: (random: RandomSource) => void,
  ): void {
    const { chance, faults, time, count, endMs } = this.#options;
    if (!faults.has(fault)) {
      return;
    }
    const random = chance.stream(`${fault} ${index}`);
    const next = (): void => {
      const delayMs = -Math.log(1 - random.next()) * meanMs;
      if (time.nowMs() + delayMs < endMs) {
        time.after(delayMs, () => {
          if (!this.#ended) {
            count(fault);
            strike(random);
            next();
          }
        });
      }
    };
    next();
  }

  #partition(index: number, random: RandomSource): void {
    const network = this.#options.networks[index];
    network?.setOnline(false);
    this.#options.time.after(between(random, 1000, 1_500_000), () => network?.setOnline(true));
  }

  #crash(terminal: SimTerminal, random: RandomSource): void {
    if (!terminal.running) {
      return;
    }
    const cut = this.#cut(random);
    const wipe = this.#options.faults.has('wipe') && happens(random, 0.3);
    const down = (): void => {
      if (terminal.running) {
        terminal.crash(cut);
        this.#options.attempt('a start', this.#comeBack(terminal, random, wipe));
      }
    };
    if (happens(random, 0.5)) {
      down();
      return;
    }
    // In the middle of one of its next operations on the disk.
    const { disk } = terminal;
    const target = disk.operations.length + between(random, 1, 8);
    const effect = oneOf(random, ['none', 'half', 'all'] as const);
    disk.fault = (_operation, number) => {
      if (number !== target) {
        return 'fine';
      }
      queueMicrotask(down);
      return { code: 'CRASH', effect };
    };
  }

  #cut(random: RandomSource): PowerCut {
    if (!this.#options.faults.has('torn')) {
      return { kind: 'kept' };
    }
    const kind = oneOf(random, ['lost', 'kept', 'torn'] as const);
    if (kind === 'torn') {
      this.#options.count('torn');
    }
    return kind === 'torn' ? { kind, seed: between(random, 0, 1_000_000) } : { kind };
  }

  async #comeBack(terminal: SimTerminal, random: RandomSource, wipe: boolean): Promise<void> {
    await this.#options.time.sleep(between(random, 100, 120_000));
    if (wipe) {
      this.#options.count('wipe');
      await terminal.wipeReplica();
    }
    await terminal.start();
  }

  #fillDisk(terminal: SimTerminal, random: RandomSource): void {
    const { disk } = terminal;
    const usedBytes = disk.paths().reduce((sum, path) => sum + disk.contentOf(path).length, 0);
    disk.capacityBytes = usedBytes + between(random, 0, 3000);
    this.#options.time.after(between(random, 10_000, 600_000), () => {
      disk.capacityBytes = Infinity;
    });
  }

  #failSync(terminal: SimTerminal): void {
    const { disk } = terminal;
    let failed = false;
    disk.fault = (operation) => {
      if (operation !== 'datasync' || failed) {
        return 'fine';
      }
      failed = true;
      return { code: 'EIO', effect: 'none' };
    };
  }
}
