import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SerialReaderSetting } from '../../src/ipc/channels/settings.ts';
import { emulateReaders, type EmulatedHidReader } from '../support/emulatedReaders.ts';
import { startPn532Peer, type Pn532Peer } from '../support/pn532Peer.ts';
import { serialReaderSetting } from '../support/serialReaderSetting.ts';
import { startSerialPair, type SerialPair } from '../support/socat.ts';
import type { Reader } from './readers.ts';

/** A serial reader at a port of its own. */
export interface SerialPeer {
  /** The port that the till opens. */
  readonly path: string;
  write(bytes: Uint8Array | string): Promise<void>;
  unplug(): Promise<void>;
  /** Plugs it in again, at the same name. */
  replug(): Promise<void>;
}

/** A shop with every kind of reader at one till, each in the hands of the test. */
export interface ReaderShop {
  readonly honeywell: EmulatedHidReader;
  readonly zebra: EmulatedHidReader;
  readonly newland: EmulatedHidReader;
  readonly ownOrder: EmulatedHidReader;
  readonly magtek: EmulatedHidReader;
  readonly magneSafe: EmulatedHidReader;
  readonly idTech: EmulatedHidReader;
  readonly line: SerialPeer;
  readonly framed: SerialPeer;
  readonly stripe: SerialPeer;
  readonly rdm6300: SerialPeer;
  readonly additive: SerialPeer;
  readonly fdxB: SerialPeer;
  readonly nfc: Pn532Peer;
  /** What the serial readers are set up with. */
  readonly serialReaders: readonly SerialReaderSetting[];
  /** How many readers the till lists, besides the simulated one. */
  readonly readerCount: number;
  /** What the till is started behind, and ends with. */
  readonly reader: Reader;
}

const usbReaders = [
  'scanner',
  'zebra',
  'newland',
  'ownOrder',
  'magtek',
  'magneSafe',
  'idTech',
] as const;

/** Emulates the readers, on Linux; `folder` takes the names of the serial ports. */
export async function openReaderShop(folder: string): Promise<ReaderShop> {
  const emulated = await emulateReaders([...usbReaders]);
  const usb = (kind: (typeof usbReaders)[number]): EmulatedHidReader => {
    const reader = emulated.readers[usbReaders.indexOf(kind)];
    if (reader === undefined) {
      throw new Error('each kind makes one reader');
    }
    return reader;
  };
  const pairs = new Map<string, SerialPair>();
  const serialReaders: SerialReaderSetting[] = [];
  const pairOf = (place: string): SerialPair => {
    const pair = pairs.get(place);
    if (pair === undefined) {
      throw new Error('this reader is not plugged in');
    }
    return pair;
  };
  const plug = async (name: string, setting: Partial<SerialReaderSetting>): Promise<SerialPeer> => {
    const place = join(folder, name);
    mkdirSync(place);
    const { hostPath } = await startSerialPair(place).then((pair) => {
      pairs.set(place, pair);
      return pair;
    });
    serialReaders.push(serialReaderSetting(hostPath, setting));
    return {
      path: hostPath,
      write: (bytes) => pairOf(place).write(bytes),
      unplug: async () => {
        await pairOf(place).unplug();
        pairs.delete(place);
      },
      replug: async () => {
        pairs.set(place, await startSerialPair(place));
      },
    };
  };
  return {
    honeywell: usb('scanner'),
    zebra: usb('zebra'),
    newland: usb('newland'),
    ownOrder: usb('ownOrder'),
    magtek: usb('magtek'),
    magneSafe: usb('magneSafe'),
    idTech: usb('idTech'),
    line: await plug('line', {}),
    framed: await plug('framed', { kind: 'framed', frameCheck: 'lrc' }),
    stripe: await plug('stripe', {}),
    rdm6300: await plug('rdm6300', { kind: 'rfid' }),
    additive: await plug('additive', { kind: 'rfid', rfidChecksum: 'sum' }),
    fdxB: await plug('fdx-b', { kind: 'rfid' }),
    nfc: await plug('pn532', { kind: 'pn532', baudRate: 115_200 }).then(() =>
      startPn532Peer(pairOf(join(folder, 'pn532'))),
    ),
    serialReaders,
    readerCount: emulated.readers.length + serialReaders.length,
    reader: {
      description: 'every kind of reader at once, emulated',
      prefix: emulated.prefix,
      deviceName: '',
      scan: () => Promise.reject(new Error('the readers of a shop are used one by one')),
      stop: async () => {
        await Promise.all([...pairs.values()].map((pair) => pair.unplug()));
        await emulated.stop();
      },
    },
  };
}
