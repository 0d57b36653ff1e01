import { existsSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './processes.ts';
import { requireTool } from './requireTool.ts';
import { startSerialPair, type SerialPair } from './socat.ts';
import { waitUntil } from './waitUntil.ts';

const fixtures = `${projectRoot}/test/fixtures/umockdev`;

/** The names that the emulated reader's port can have. */
export type EmulatedPort = 'ttyACM0' | 'ttyACM1';

/** What udev says of the emulated reader, by test/fixtures/umockdev/serialScanner.umockdev. */
export const emulatedSerialUsb = {
  vendorId: '05f9',
  productId: '4204',
  serialNumber: 'G20K00123',
} as const;

/** One USB serial reader that a program behind `prefix` finds by udev, under the name at which it is plugged in. */
export interface EmulatedSerialReader {
  /** The words in front of the program. One program at a time. */
  readonly prefix: readonly string[];
  /** Plugs it in at `/dev/<port>`; resolves once udev lists it. Waits until the program has been started. */
  plug(port: EmulatedPort): Promise<SerialPair>;
  /** Pulls it out: its node, its place in sysfs and its line are gone. */
  unplug(): Promise<void>;
  /** Ends what the emulation runs beside the program. */
  stop(): Promise<void>;
}

/** Prepares the reader, not plugged in; needs Linux, umockdev and socat, and says how to install what is missing. */
export function emulateSerialReader(): EmulatedSerialReader {
  requireTool('umockdev-run', 'umockdev');
  const folder = mkdtempSync(join(tmpdir(), 'emulated-serial-'));
  let plugged: { readonly port: EmulatedPort; readonly pair: SerialPair } | null = null;

  /** The folder in which umockdev keeps this run's /dev and /sys; known once the program is started. */
  const testbed = (): Promise<string> =>
    waitUntil('umockdev test bed', () => {
      const note = join(folder, 'testbed');
      return existsSync(note) ? readFileSync(note, 'utf8') : null;
    });

  async function unplug(): Promise<void> {
    if (plugged !== null) {
      const { port, pair } = plugged;
      plugged = null;
      await rm(join(await testbed(), 'dev', port));
      await rename(join(await testbed(), 'sys/class/tty', port), join(folder, port));
      await pair.unplug();
    }
  }

  return {
    prefix: [
      ...['umockdev-run', '-d', `${fixtures}/serialScanner.umockdev`, '--'],
      ...[`${fixtures}/plugSerial.sh`, folder],
    ],
    plug: async (port) => {
      await unplug();
      const pair = await startSerialPair(folder);
      plugged = { port, pair };
      await symlink(realpathSync(pair.hostPath), join(await testbed(), 'dev', port));
      await rename(join(folder, port), join(await testbed(), 'sys/class/tty', port));
      return pair;
    },
    unplug,
    stop: async () => {
      // The test bed is gone with its program.
      await plugged?.pair.unplug();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
