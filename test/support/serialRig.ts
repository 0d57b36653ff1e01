import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HardwareDevice } from '../../src/hardware/hostMessages.ts';
import type { SerialReaderSetting } from '../../src/ipc/channels/settings.ts';
import { startDeviceHost, type DeviceHostRun } from './deviceHostRun.ts';
import { startSerialPair, type SerialPair } from './socat.ts';

/** A real device host beside terminal devices that the test plugs in and out. */
export interface SerialRig {
  readonly host: DeviceHostRun;
  /** Where the names of the terminal devices are. */
  readonly folder: string;
  /** Plugs a reader in; one at a time, always under the same name. */
  plug(): Promise<SerialPair>;
  /** Pulls it out. */
  unplug(): Promise<void>;
  configure(serialReaders: readonly SerialReaderSetting[]): void;
  /** The serial reader as the list shows it last. */
  shown(): HardwareDevice | undefined;
  untilShown(state: HardwareDevice['state']): Promise<HardwareDevice>;
  /** Of each read so far the card's number, or the result where it is no card. */
  values(): string[];
  /** Ends the device host and the readers, and takes the folder away. */
  stop(): Promise<void>;
}

/** Starts the device host, behind the words of `prefix` (e.g. `umockdev-run … --`) where given. */
export function startSerialRig(prefix: readonly string[] = []): SerialRig {
  const folder = mkdtempSync(join(tmpdir(), 'serial-rig-'));
  const host = startDeviceHost(prefix);
  let pair: SerialPair | null = null;
  const unplug = async (): Promise<void> => {
    await pair?.unplug();
    pair = null;
  };
  const shown = (): HardwareDevice | undefined =>
    host
      .messages()
      .flatMap((message) => (message.type === 'devices' ? [message.devices] : []))
      .at(-1)
      ?.find(({ connection }) => connection === 'serial');
  return {
    host,
    folder,
    plug: async () => {
      await unplug();
      pair = await startSerialPair(folder);
      return pair;
    },
    unplug,
    configure: (serialReaders) => {
      const wedge = { prefix: '', suffix: '' };
      const configuration = { serialReaders: [...serialReaders], wedge, simulator: false };
      host.send({ type: 'configure', configuration });
    },
    shown,
    untilShown: async (state) => {
      await host.waitFor(`serial reader ${state}`, () => shown()?.state === state);
      const device = shown();
      if (device === undefined) {
        throw new Error('the serial reader left the list');
      }
      return device;
    },
    values: () =>
      host
        .outcomes()
        .map((outcome) =>
          outcome.result === 'credential'
            ? (outcome.reading.credential?.value ?? outcome.reading.text)
            : outcome.result,
        ),
    stop: async () => {
      await host.stop();
      await unplug();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
