import { mkdtempSync, readFileSync, existsSync, realpathSync } from 'node:fs';
import { rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hidPosReport } from '../../src/hardware/simulator/hidPosReport.ts';
import { projectRoot } from './processes.ts';
import { requireTool } from './requireTool.ts';
import { startSerialPair } from './socat.ts';
import { waitUntil } from './waitUntil.ts';

const fixtures = `${projectRoot}/test/fixtures/umockdev`;

/** The emulated scanner's model, as the device list names it. */
export const emulatedScannerName = 'Honeywell Voyager 1450g';

/** The emulated readers; each has its description in test/fixtures/umockdev. */
export type EmulatedReader = 'scanner' | 'zebra' | 'newland' | 'magtek';

/**
 * An emulated USB HID POS scanner: node-hid's native code meets it at /dev/hidraw0, in every process that is started
 * behind `prefix`. It sends what the test lets it send, when the test lets it.
 */
export interface EmulatedScanner {
  /** The words in front of the program: `[...prefix, 'node', 'program.ts']`. One program at a time. */
  readonly prefix: readonly string[];
  /** Scans decimal digits. Wait for the read before the next scan: two reports at once would arrive as one. */
  scan(digits: string): Promise<void>;
  /** Sends one input report, with the report id in front where the device numbers its reports. */
  sendReport(report: Uint8Array): Promise<void>;
  /** Pulls the cable out: the device node, its place in sysfs and its data are gone. */
  unplug(): Promise<void>;
  /** Plugs it in again. */
  replug(): Promise<void>;
  /** Ends what the emulation runs beside the program. */
  stop(): Promise<void>;
}

/** Prepares the reader; needs Linux, umockdev and socat, and fails with a line on how to install what is missing. */
export async function emulateScanner(reader: EmulatedReader = 'scanner'): Promise<EmulatedScanner> {
  requireTool('umockdev-run', 'umockdev');
  const folder = mkdtempSync(join(tmpdir(), 'emulated-scanner-'));
  const folderNote = join(folder, 'testbed');
  let pair = await startSerialPair(folder);
  let plugged = true;

  /** The folder in which umockdev keeps this run's /dev and /sys; known once the program is started. */
  const testbed = (): Promise<string> =>
    waitUntil('umockdev test bed', () =>
      existsSync(folderNote) ? readFileSync(folderNote, 'utf8') : null,
    );
  const node = async (): Promise<string> => join(await testbed(), 'dev/hidraw0');
  const inSysfs = async (): Promise<string> => join(await testbed(), 'sys/class/hidraw/hidraw0');
  const sendReport = (report: Uint8Array): Promise<void> => pair.write(report);

  return {
    prefix: [
      'umockdev-run',
      '-d',
      `${fixtures}/${reader}.umockdev`,
      '-i',
      `/dev/hidraw0=${fixtures}/${reader}.ioctl`,
      '--',
      `${fixtures}/plugScanner.sh`,
      realpathSync(pair.hostPath),
      folderNote,
    ],
    sendReport,
    scan: (digits) => sendReport(hidPosReport(digits)),
    unplug: async () => {
      plugged = false;
      await rm(await node());
      await rename(await inSysfs(), join(folder, 'unplugged'));
      await pair.unplug();
    },
    replug: async () => {
      pair = await startSerialPair(folder);
      plugged = true;
      await rename(join(folder, 'unplugged'), await inSysfs());
      await symlink(realpathSync(pair.hostPath), await node());
    },
    stop: async () => {
      if (plugged) {
        await pair.unplug();
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
