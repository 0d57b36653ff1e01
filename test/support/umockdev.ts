import { hidPosReport } from '../../src/hardware/simulator/hidPosReport.ts';
import { emulateReaders, type EmulatedHidReader, type EmulatedReader } from './emulatedReaders.ts';

/** The emulated scanner's model, as the device list names it. */
export const emulatedScannerName = 'Honeywell Voyager 1450g';

/**
 * An emulated USB HID POS scanner: node-hid's native code meets it at /dev/hidraw0, in every process that is started
 * behind `prefix`. It sends what the test lets it send, when the test lets it.
 */
export interface EmulatedScanner extends EmulatedHidReader {
  /** The words in front of the program: `[...prefix, 'node', 'program.ts']`. One program at a time. */
  readonly prefix: readonly string[];
  /** Scans decimal digits. Wait for the read before the next scan: two reports at once would arrive as one. */
  scan(digits: string): Promise<void>;
  /** Ends what the emulation runs beside the program. */
  stop(): Promise<void>;
}

/** Prepares the reader; needs Linux, umockdev and socat, and fails with a line on how to install what is missing. */
export async function emulateScanner(kind: EmulatedReader = 'scanner'): Promise<EmulatedScanner> {
  const emulated = await emulateReaders([kind]);
  const [reader] = emulated.readers;
  if (reader === undefined) {
    throw new Error('one kind of reader makes one reader');
  }
  return {
    ...reader,
    prefix: emulated.prefix,
    scan: (digits) => reader.sendReport(hidPosReport(digits)),
    stop: () => emulated.stop(),
  };
}
