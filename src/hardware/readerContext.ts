import type { DecodeOutcome } from './decoders/decoded.ts';
import type { DeviceRegistry } from './deviceRegistry.ts';
import type { HardwareClock } from './hardwareClock.ts';
import type { HardwareConnection, ReceivedDescription } from './hostMessages.ts';

/** Where a reader's outcomes go. */
export type DeliverRead = (
  deviceId: string,
  connection: HardwareConnection,
  outcomes: readonly DecodeOutcome[],
  received: ReceivedDescription,
) => void;

/** A line for the log; it names devices and causes, never data. */
export type HardwareLog = (level: 'info' | 'warning' | 'error', message: string) => void;

/** What the device host lends to each kind of reader. */
export interface ReaderContext {
  readonly clock: HardwareClock;
  readonly registry: DeviceRegistry;
  readonly deliver: DeliverRead;
  readonly log: HardwareLog;
}
