import { createHash, randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import type { LocalTime } from '../../domain/businessDay.ts';
import type { Clock, IdSource, RandomSource, Sha256Hex } from '../../domain/ports.ts';
import { makeLocalTime } from '../clock/localTime.ts';
import { systemClock } from '../clock/systemClock.ts';
import { uuidV7Source } from '../clock/uuidV7.ts';

/** What the outside world lends to the terminal's services. */
export interface TerminalPorts {
  readonly clock: Clock;
  /** Milliseconds that nobody can set. */
  readonly monotonicMs: () => number;
  /** Milliseconds since the computer started, its sleep included. */
  readonly uptimeMs: () => number;
  readonly ids: IdSource;
  readonly random: RandomSource;
  readonly sha256Hex: Sha256Hex;
  readonly localTime: LocalTime;
}

/** The real ones, in plain Node as in Electron. */
export function nodePorts(): TerminalPorts {
  return {
    clock: systemClock,
    monotonicMs: () => performance.now(),
    uptimeMs: () => uptime() * 1000,
    ids: uuidV7Source(systemClock, (count) => randomBytes(count)),
    random: { next: () => Math.random() },
    sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
    localTime: makeLocalTime(),
  };
}
