import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import type { StreamDecoder } from '../../src/hardware/decoders/decoded.ts';
import { createHidPosDecoder } from '../../src/hardware/decoders/hidPos.ts';
import { decodeKeystrokes } from '../../src/hardware/decoders/keystrokes.ts';
import { createMsrDecoder } from '../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { createPn532Decoder } from '../../src/hardware/decoders/pn532/pn532.ts';
import { createRfidFrameDecoder } from '../../src/hardware/decoders/rfid/rfidFrames.ts';
import { createSerialFrameDecoder } from '../../src/hardware/decoders/serialFrame.ts';
import { createSerialLineDecoder } from '../../src/hardware/decoders/serialLine.ts';
import { startDeviceHost } from '../support/deviceHostRun.ts';
import { layoutA } from '../support/hidPosReports.ts';
import { keysOf } from '../support/keystrokes.ts';
import { em4100Frame, msrReport, pn532Frame } from '../support/readerFrames.ts';
import { serialReaderSetting } from '../support/serialReaderSetting.ts';
import { startSerialPair } from '../support/socat.ts';

const DECODE_MS = 400;
const WARM_UP = 20;
const ROUNDS = 200;
/** Between two scans: the device host takes more than 32 a second of one reader for noise. */
const PAUSE_MS = 18;

/** Latencies in milliseconds. */
export interface LatencyMs {
  readonly p50: number;
  readonly p99: number;
}

/** What the bench of the readers measures. */
export interface DecodersBench {
  /** Whole reads decoded in a second, by decoder. */
  readonly readsPerSecond: Readonly<Record<string, number>>;
  /** From the write of a scan's last byte at a socat port to its decoded event out of the device host. */
  readonly portToEvent: LatencyMs;
  /** From the same write to the same bytes at a bare `serialport` in this process. */
  readonly bareSerialPort: LatencyMs;
  readonly ratioP50: number;
  readonly rounds: number;
}

/** Measures every decoder by itself, and the way through a real port in turn with a bare one. Needs socat. */
export async function benchDecoders(): Promise<DecodersBench> {
  const readsPerSecond = Object.fromEntries(
    decoders.map(([name, decodeOne]) => [name, ratePerSecond(decodeOne)]),
  );
  const folder = await mkdtemp(join(tmpdir(), 'bench-decoders-'));
  try {
    return { readsPerSecond, ...(await measurePorts(folder)), rounds: ROUNDS };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const SCAN = '4006381333931';
const keys = keysOf(SCAN);
const uid = Uint8Array.of(0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0x80);

/** Decodes one whole read with a decoder that lives on; the read is given anew, as decoders may wipe it. */
function reads(decoder: StreamDecoder, read: Uint8Array): () => number {
  let atMs = 0;
  return () => {
    // Later than any repeat of the same card is held back.
    atMs += 2_000;
    return decoder.push(Uint8Array.from(read), atMs).length;
  };
}

const decoders: readonly (readonly [string, () => number])[] = [
  ['HID POS report', reads(createHidPosDecoder(), layoutA({ aim: ']E0', data: SCAN }))],
  ['stripe report, 337 bytes', reads(createMsrDecoder(), msrReport('', ';0090073029910=?'))],
  [
    'serial line',
    reads(createSerialLineDecoder({ framing: 'cr' }), Uint8Array.from(Buffer.from(`${SCAN}\r`))),
  ],
  [
    'serial frame, STX to ETX',
    reads(createSerialFrameDecoder({ check: 'none' }), Uint8Array.of(2, ...Buffer.from(SCAN), 3)),
  ],
  ['RFID frame', reads(createRfidFrameDecoder(), em4100Frame(uid.subarray(0, 5)))],
  [
    'PN532 frame',
    reads(createPn532Decoder(), pn532Frame(Uint8Array.of(0xd5, 0x4b, 1, 1, 0, 68, 0, 7, ...uid))),
  ],
  ['keyboard burst', () => (decodeKeystrokes(keys).result === 'credential' ? 1 : 0)],
];

function ratePerSecond(decodeOne: () => number): number {
  let count = 0;
  const startMs = performance.now();
  let elapsedMs = 0;
  while (elapsedMs < DECODE_MS) {
    for (let round = 0; round < 100; round += 1) {
      if (decodeOne() !== 1) {
        throw new Error('a decoder did not give the read');
      }
    }
    count += 100;
    elapsedMs = performance.now() - startMs;
  }
  return Math.round((count / elapsedMs) * 1000);
}

async function measurePorts(
  folder: string,
): Promise<Pick<DecodersBench, 'portToEvent' | 'bareSerialPort' | 'ratioP50'>> {
  const pair = await startSerialPair(folder);
  const bareFolder = await mkdtemp(join(folder, 'bare-'));
  const barePair = await startSerialPair(bareFolder);
  const bare = new SerialPort({ path: barePair.hostPath, baudRate: 9600 });
  const host = startDeviceHost();
  let heard: (atMs: number) => void = () => undefined;
  let expectedBytes = 0;
  host.onMessage((message) => {
    if (JSON.stringify(message).includes('"type":"read"')) {
      heard(performance.now());
    }
  });
  bare.on('data', (bytes: Buffer) => {
    expectedBytes -= bytes.length;
    if (expectedBytes <= 0) {
      heard(performance.now());
    }
  });
  try {
    const serialReaders = [serialReaderSetting(pair.hostPath)];
    const wedge = { prefix: '', suffix: '' };
    host.send({ type: 'configure', configuration: { serialReaders, wedge, simulator: false } });
    await host.waitFor(
      'ready reader',
      (message) =>
        message.type === 'devices' && message.devices.some((one) => one.state === 'ready'),
    );
    const hostMs: number[] = [];
    const bareMs: number[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      for (const [port, samples] of [
        [pair, hostMs],
        [barePair, bareMs],
      ] as const) {
        expectedBytes = SCAN.length + 1;
        const arrived = new Promise<number>((resolve) => {
          heard = resolve;
        });
        const startMs = performance.now();
        await port.write(`${SCAN}\r`);
        samples.push((await arrived) - startMs);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    const portToEvent = latencyOf(hostMs.slice(WARM_UP));
    const bareSerialPort = latencyOf(bareMs.slice(WARM_UP));
    return { portToEvent, bareSerialPort, ratioP50: portToEvent.p50 / bareSerialPort.p50 };
  } finally {
    await new Promise<void>((resolve) => {
      bare.close(() => resolve());
    });
    await host.stop();
    await pair.unplug();
    await barePair.unplug();
  }
}

function latencyOf(samplesMs: readonly number[]): LatencyMs {
  const sorted = samplesMs.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
