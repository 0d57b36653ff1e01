import { errorText } from '../errorText.ts';
import type { ProbeStep, SerialLineSetting, UsbIdentity } from '../hostMessages.ts';
import type { ReaderContext } from '../readerContext.ts';
import { createPn532FrameStream } from '../decoders/pn532/pn532FrameStream.ts';
import { isReadableBurst, learnSerialFraming, type LearnedFraming } from './learnSerialFraming.ts';
import { PN532_ACK, PN532_WAKE_UP, pn532Command } from './pn532Commands.ts';
import type { SerialPortAddress } from './openSerialPort.ts';
import { ProbePort, type OpenPort } from './probePort.ts';
import { framingWords } from './framingWords.ts';
import { serialOpenAdvice } from './serialFailure.ts';
import { lineWords, USUAL_LINE } from './serialPortOptions.ts';

/** The speeds that readers are sold with, the common ones first; bit/s. */
export const PROBE_BAUD_RATES: readonly number[] = [
  9_600, 115_200, 19_200, 38_400, 57_600, 4_800, 2_400, 1_200,
];
const PN532_BAUD_RATE = 115_200;
const PRESENTATIONS = 3;
/** How long a person has for one presentation before the next speed is tried. */
const PRESENTATION_MS = 20_000;
/** A PN532 answers within milliseconds. */
const PN532_WAIT_MS = 400;
const QUIET_WAIT_MS = 5_000;
/** GetFirmwareVersion (NXP UM0701-02, 7.2.2); its answer has the code 03. */
const GET_FIRMWARE_VERSION = Uint8Array.of(0x02);

export interface SerialProbeOptions {
  readonly context: Pick<ReaderContext, 'clock' | 'log'>;
  readonly platform: string;
  readonly open: OpenPort;
  readonly tell: (path: string, step: ProbeStep) => void;
  /** Lets go of the reader that is set up at the port, and takes it up again. */
  readonly suspend: (path: string) => Promise<void>;
  readonly resume: () => Promise<void>;
  /** The USB identity of the port; null for another kind. */
  readonly usbOf: (path: string) => Promise<UsbIdentity | null>;
  /** For tests: how long a person has for a presentation. 20 s. */
  readonly presentationMs?: number;
}

type Ended = Extract<ProbeStep, { step: 'found' | 'ended' }>;

/** Finds out how the reader at a serial port sends, while a person presents a card three times. One probe at a time. */
export class SerialProbe {
  readonly #options: SerialProbeOptions;
  readonly #presentationMs: number;
  #running: Promise<void> = Promise.resolve();
  /** Counts probes; a probe whose number has passed is cancelled. */
  #current = 0;

  constructor(options: SerialProbeOptions) {
    this.#options = options;
    this.#presentationMs = options.presentationMs ?? PRESENTATION_MS;
  }

  /**
   * Probes the port at `path`, an earlier probe cancelled; its steps go to `tell`, the last is `found` or `ended`. A `line`
   * that a person knows is taken as it is; without one the port reads 8N1, and a parity bit shows in the bytes.
   */
  start(path: string, line: SerialLineSetting | null): Promise<void> {
    this.#current += 1;
    const number = this.#current;
    this.#running = this.#running.then(async () => {
      const ended = await this.#run(path, line, () => number !== this.#current);
      this.#options.tell(path, ended);
    });
    return this.#running;
  }

  /** Ends the probe that runs; it tells that it was cancelled. */
  cancel(): Promise<void> {
    this.#current += 1;
    return this.#running;
  }

  async #run(
    path: string,
    line: SerialLineSetting | null,
    cancelled: () => boolean,
  ): Promise<Ended> {
    const { suspend, resume, context, platform } = this.#options;
    await suspend(path);
    try {
      // A PN532 sends 8N1 and nothing else (NXP UM0701-02, 6.2.4).
      return line === null && (await this.#isPn532(path))
        ? await this.#found(address(path, PN532_BAUD_RATE, null), PN532_FRAMING)
        : await this.#listen(path, line, cancelled);
    } catch (thrown) {
      context.log('warning', `Serial port ${path} not probed: ${errorText(thrown)}`);
      return ended('portUnavailable', serialOpenAdvice(thrown, path, platform));
    } finally {
      await resume();
    }
  }

  async #isPn532(path: string): Promise<boolean> {
    const port = await this.#open(address(path, PN532_BAUD_RATE, null));
    try {
      port.write(PN532_WAKE_UP);
      port.write(PN532_ACK);
      port.write(pn532Command(GET_FIRMWARE_VERSION));
      const burst = await port.burst(PN532_WAIT_MS, () => false);
      const frames = 'bytes' in burst ? createPn532FrameStream().push(burst.bytes, 0) : [];
      return frames.some(
        (frame) =>
          typeof frame !== 'string' && frame.kind === 'information' && frame.payload[0] === 0x03,
      );
    } finally {
      await port.close();
    }
  }

  async #listen(
    path: string,
    line: SerialLineSetting | null,
    cancelled: () => boolean,
  ): Promise<Ended> {
    let anything = false;
    for (const baudRate of PROBE_BAUD_RATES) {
      const at = address(path, baudRate, line);
      const port = await this.#open(at);
      const bursts: Uint8Array[] = [];
      try {
        const outcome = await this.#listenAt(at, port, bursts, cancelled);
        if (typeof outcome !== 'string') {
          return outcome;
        }
        anything ||= outcome === 'unreadable';
      } finally {
        bursts.forEach((burst) => burst.fill(0));
        await port.close();
      }
    }
    return anything
      ? ended(
          'notReadable',
          `What came in was readable at no speed with ${lineWords(line ?? USUAL_LINE)}. Look the line’s data bits and parity up in the reader’s manual, choose them and search again.`,
        )
      : ended(
          'timeout',
          'Nothing came in. Check that the reader is at this port and beeps when a card is presented.',
        );
  }

  async #listenAt(
    at: SerialPortAddress,
    port: ProbePort,
    bursts: Uint8Array[],
    cancelled: () => boolean,
  ): Promise<Ended | 'unreadable' | 'silent'> {
    const { path, baudRate } = at;
    while (bursts.length < PRESENTATIONS) {
      const presentationsLeft = PRESENTATIONS - bursts.length;
      this.#options.tell(path, { step: 'listening', baudRate, presentationsLeft });
      const burst = await port.burst(this.#presentationMs, cancelled);
      if (!('bytes' in burst)) {
        return cancelled()
          ? ended('cancelled', 'The search was ended.')
          : burst.none === 'silence'
            ? 'silent'
            : ended('portUnavailable', 'The port went away. Check the cable, then search again.');
      }
      bursts.push(burst.bytes);
      const readable = isReadableBurst(burst.bytes);
      const byteCount = burst.bytes.length;
      this.#options.tell(path, { step: 'received', baudRate, byteCount, readable });
      if (!readable) {
        return 'unreadable';
      }
      await port.untilQuiet(QUIET_WAIT_MS);
    }
    const learned = learnSerialFraming(bursts);
    if (!learned.ok) {
      return ended(learned.error.reason, learned.error.message);
    }
    const { parity, ...framing } = learned.value;
    const line = parity === 'none' ? at.line : { ...at.line, dataBits: 7 as const, parity };
    return this.#found({ ...at, line }, framing);
  }

  async #found(at: SerialPortAddress, framing: LearnedFraming): Promise<Ended> {
    const { path, baudRate, line } = at;
    const usb = await this.#options.usbOf(path);
    const setting = { path, baudRate, line, ...framing, usb };
    const around =
      framing.prefix + framing.suffix === ''
        ? ''
        : `, prefix ${JSON.stringify(framing.prefix)}, suffix ${JSON.stringify(framing.suffix)}`;
    const description =
      `${baudRate} bit/s, ${lineWords(line)}, ${framingWords(setting)}${around}`.slice(0, 300);
    return { step: 'found', setting, description };
  }

  #open(at: SerialPortAddress): Promise<ProbePort> {
    return ProbePort.open(this.#options.context.clock, this.#options.open, at);
  }
}

function address(
  path: string,
  baudRate: number,
  line: SerialLineSetting | null,
): SerialPortAddress {
  return { path, baudRate, line: line ?? USUAL_LINE };
}

const PN532_FRAMING: LearnedFraming = {
  kind: 'pn532',
  framing: 'idle',
  prefix: '',
  suffix: '',
  frameCheck: 'none',
  rfidChecksum: 'xor',
};

function ended(reason: Extract<ProbeStep, { step: 'ended' }>['reason'], message: string): Ended {
  return { step: 'ended', reason, message };
}
