import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './processes.ts';
import { requireTool } from './requireTool.ts';
import { startSerialPair } from './socat.ts';
import { waitUntil } from './waitUntil.ts';

const fixtures = `${projectRoot}/test/fixtures/umockdev`;

/** The emulated readers; each has its description in test/fixtures/umockdev. */
export type EmulatedReader =
  'scanner' | 'zebra' | 'newland' | 'ownOrder' | 'magtek' | 'magneSafe' | 'idTech';

/** One emulated USB reader in HID mode. */
export interface EmulatedHidReader {
  /** Sends one input report, with the report id in front where the device numbers its reports. */
  sendReport(report: Uint8Array): Promise<void>;
  /** Pulls the cable out: the device node, its place in sysfs and its data are gone. */
  unplug(): Promise<void>;
  /** Plugs it in again. */
  replug(): Promise<void>;
}

/** Emulated USB readers, all of which one program sees. */
export interface EmulatedReaders {
  /** The words in front of the program: `[...prefix, 'node', 'program.ts']`. One program at a time. */
  readonly prefix: readonly string[];
  /** In the order of their kinds; the n-th is /dev/hidrawN, from 0. */
  readonly readers: readonly EmulatedHidReader[];
  /** Ends what the emulation runs beside the program. */
  stop(): Promise<void>;
}

/** Prepares the readers; needs Linux, umockdev and socat, and fails with a line on how to install what is missing. */
export async function emulateReaders(kinds: readonly EmulatedReader[]): Promise<EmulatedReaders> {
  requireTool('umockdev-run', 'umockdev');
  const folder = mkdtempSync(join(tmpdir(), 'emulated-readers-'));
  const folderNote = join(folder, 'testbed');
  /** The folder in which umockdev keeps this run's /dev and /sys; known once the program is started. */
  const testbed = (): Promise<string> =>
    waitUntil('umockdev test bed', () =>
      existsSync(folderNote) ? readFileSync(folderNote, 'utf8') : null,
    );
  const plugged = await Promise.all(
    kinds.map((kind, index) => plugReader(kind, index, join(folder, String(index)), testbed)),
  );
  return {
    prefix: [
      'umockdev-run',
      ...plugged.flatMap(({ description }) => ['-d', description]),
      ...plugged.flatMap(({ ioctl }, index) => ['-i', `/dev/hidraw${String(index)}=${ioctl}`]),
      ...['--', `${fixtures}/plugReaders.sh`, folderNote],
      ...plugged.map(({ terminal }, index) => `hidraw${String(index)}=${terminal}`),
      '--',
    ],
    readers: plugged.map(({ reader }) => reader),
    stop: async () => {
      await Promise.all(plugged.map(({ stop }) => stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface PluggedReader {
  readonly description: string;
  readonly ioctl: string;
  /** The terminal device that takes the node's place at the start. */
  readonly terminal: string;
  readonly reader: EmulatedHidReader;
  readonly stop: () => Promise<void>;
}

async function plugReader(
  kind: EmulatedReader,
  index: number,
  folder: string,
  testbed: () => Promise<string>,
): Promise<PluggedReader> {
  mkdirSync(folder);
  const [description, ioctl] = (['umockdev', 'ioctl'] as const).map((extension) => {
    const file = join(folder, `${kind}.${extension}`);
    const text = readFileSync(`${fixtures}/${kind}.${extension}`, 'utf8');
    writeFileSync(file, atPlace(text, index));
    return file;
  });
  let pair = await startSerialPair(folder);
  let isPlugged = true;
  const node = `hidraw${String(index)}`;
  const inSysfs = async (): Promise<string> => join(await testbed(), 'sys/class/hidraw', node);
  return {
    description: description ?? '',
    ioctl: ioctl ?? '',
    terminal: realpathSync(pair.hostPath),
    reader: {
      sendReport: (report) => pair.write(report),
      unplug: async () => {
        isPlugged = false;
        await rm(join(await testbed(), 'dev', node));
        await rename(await inSysfs(), join(folder, 'unplugged'));
        await pair.unplug();
      },
      replug: async () => {
        pair = await startSerialPair(folder);
        isPlugged = true;
        await rename(join(folder, 'unplugged'), await inSysfs());
        await symlink(realpathSync(pair.hostPath), join(await testbed(), 'dev', node));
      },
    },
    stop: async () => {
      if (isPlugged) {
        await pair.unplug();
      }
    },
  };
}

/** A description of the device at the first place of the bus, moved to the place of `index`. */
function atPlace(text: string, index: number): string {
  const number = String(index + 5).padStart(3, '0');
  return text
    .replaceAll('hidraw0', `hidraw${String(index)}`)
    .replaceAll(/\b1-2\b/g, `1-${String(index + 2)}`)
    .replaceAll('bus/usb/001/005', `bus/usb/001/${number}`)
    .replaceAll('DEVNUM=005', `DEVNUM=${number}`)
    .replaceAll('MINOR=4', `MINOR=${String(index + 4)}`)
    .replaceAll('MINOR=0', `MINOR=${String(index)}`)
    .replaceAll(/\.0001\b/g, `.000${String(index + 1)}`);
}
