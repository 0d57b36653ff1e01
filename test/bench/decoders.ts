import type { StreamDecoder } from '../../src/hardware/decoders/decoded.ts';
import { createHidPosDecoder } from '../../src/hardware/decoders/hidPos.ts';
import { decodeKeystrokes } from '../../src/hardware/decoders/keystrokes.ts';
import { createMsrDecoder } from '../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { createPn532Decoder } from '../../src/hardware/decoders/pn532/pn532.ts';
import { createRfidFrameDecoder } from '../../src/hardware/decoders/rfid/rfidFrames.ts';
import { createSerialFrameDecoder } from '../../src/hardware/decoders/serialFrame.ts';
import { createSerialLineDecoder } from '../../src/hardware/decoders/serialLine.ts';
import { layoutA } from '../support/hidPosReports.ts';
import { keysOf } from '../support/keystrokes.ts';
import { em4100Frame, msrReport, pn532Frame } from '../support/readerFrames.ts';

const DECODE_MS = 400;
/** Whole reads decoded in a second, by decoder. */
export function benchDecoders(): Readonly<Record<string, number>> {
  return Object.fromEntries(decoders.map(([name, decodeOne]) => [name, ratePerSecond(decodeOne)]));
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
