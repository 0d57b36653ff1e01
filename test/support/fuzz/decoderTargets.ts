import { decodeCapture } from '../../../src/hardware/decoders/capture/decodeCapture.ts';
import type { DecodeOutcome, StreamDecoder } from '../../../src/hardware/decoders/decoded.ts';
import { createHidPosDecoder } from '../../../src/hardware/decoders/hidPos.ts';
import { createKeyboardReportDecoder } from '../../../src/hardware/decoders/keyboardReport.ts';
import { createMsrDecoder } from '../../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { createPn532Decoder } from '../../../src/hardware/decoders/pn532/pn532.ts';
import { createRfidFrameDecoder } from '../../../src/hardware/decoders/rfid/rfidFrames.ts';
import { createSerialFrameDecoder } from '../../../src/hardware/decoders/serialFrame.ts';
import { createSerialLineDecoder } from '../../../src/hardware/decoders/serialLine.ts';
import { decodeTyped } from '../../../src/hardware/decoders/typed.ts';
import type { FuzzTarget } from './fuzz.ts';
import type { Random } from './mutateBytes.ts';
import { readerCorpus } from './readerCorpus.ts';
import { holdsPlantedNumber } from './plantedNumbers.ts';

/** What is printed of a read may be some times longer than the read, and no more. */
const OUTPUT_FACTOR = 16;
const OUTPUT_CONSTANT = 4096;

/** Throws where `output`, made of `size` bytes of input, is too long or shows a payment card's number. */
function assertHarmless(output: unknown, size: number): void {
  const text = JSON.stringify(output);
  if (text.length > size * OUTPUT_FACTOR + OUTPUT_CONSTANT) {
    throw new Error(`${String(text.length)} characters of output`);
  }
  if (holdsPlantedNumber(text)) {
    throw new Error('a payment number in the output');
  }
}

/** The target of `npm run decode`: what a capture of `category` decodes to, given as bytes or as text. */
export function captureTarget(category: string, as: 'bytes' | 'text'): FuzzTarget {
  return {
    name: `${category} captures as ${as}`,
    corpus: readerCorpus(category),
    run(input) {
      const capture =
        as === 'bytes'
          ? { bytes_hex: Buffer.from(input).toString('hex') }
          : { text: Buffer.from(input).toString('latin1') };
      const entry = { id: 1, category, ...capture };
      const decoded = decodeCapture(entry);
      assertHarmless(decoded, input.length);
      if (JSON.stringify(decodeCapture(entry)) !== JSON.stringify(decoded)) {
        throw new Error('another result for the same capture');
      }
    },
  };
}

/**
 * The target of a stream decoder: whatever pieces the bytes come in, the same outcomes; nothing is held for ever. Of a
 * decoder that takes whole reports, `reportBytes` is their length, and it gets no other pieces.
 */
export function streamTarget(
  name: string,
  categories: readonly string[],
  create: () => StreamDecoder,
  reportBytes: number | null = null,
): FuzzTarget {
  return {
    name,
    corpus: categories.flatMap(readerCorpus),
    run(input, random) {
      const whole = outcomesOf(create(), [piecesOf(input, reportBytes, null)].flat(), input);
      const pieces = piecesOf(input, reportBytes, random);
      const split = outcomesOf(create(), pieces, input);
      if (JSON.stringify(whole) !== JSON.stringify(split)) {
        throw new Error('other outcomes where the bytes came in other pieces');
      }
    },
  };
}

function outcomesOf(
  decoder: StreamDecoder,
  pieces: readonly Uint8Array[],
  input: Uint8Array,
): DecodeOutcome[] {
  const outcomes = pieces.flatMap((piece) => decoder.push(piece.slice(), 0));
  outcomes.push(...decoder.tick(1_000_000));
  if (decoder.pending()) {
    throw new Error('bytes held for ever');
  }
  assertHarmless(outcomes, input.length);
  return outcomes;
}

/** One piece, or reports, or with `random` pieces of any size. */
function piecesOf(
  input: Uint8Array,
  reportBytes: number | null,
  random: Random | null,
): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < input.length;) {
    const length = reportBytes ?? (random === null ? input.length : 1 + random(12));
    pieces.push(input.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** A number that a person typed. */
const typedTarget: FuzzTarget = {
  name: 'typed numbers',
  corpus: [...readerCorpus('gs1'), ...readerCorpus('magstripe')],
  run(input) {
    assertHarmless(decodeTyped(Buffer.from(input).toString('latin1')), input.length);
  },
};

/** Every decoder of the readers. */
export function decoderTargets(): FuzzTarget[] {
  const categories = ['hidpos', 'wedge', 'rfid', 'pn532', 'pcsc', 'magstripe', 'gs1'];
  const texts = ['gs1', 'magstripe'];
  return [
    ...categories.flatMap((category) => [
      captureTarget(category, 'bytes'),
      captureTarget(category, 'text'),
    ]),
    ...(['xor', 'sum', 'none'] as const).map((checksum) =>
      streamTarget(`RFID frames, ${checksum}`, ['rfid'], () =>
        createRfidFrameDecoder({ checksum }),
      ),
    ),
    streamTarget('PN532', ['pn532'], createPn532Decoder),
    ...(['cr', 'lf', 'crlf', 'idle'] as const).map((framing) =>
      streamTarget(`serial lines, ${framing}`, texts, () => createSerialLineDecoder({ framing })),
    ),
    ...(['none', 'lrc', 'bcc'] as const).map((check) =>
      streamTarget(`serial frames, ${check}`, texts, () => createSerialFrameDecoder({ check })),
    ),
    streamTarget('HID POS reports', ['hidpos'], createHidPosDecoder, 64),
    streamTarget('keyboard reports', ['wedge'], createKeyboardReportDecoder, 8),
    streamTarget('stripe reports', ['magstripe'], createMsrDecoder, 337),
    typedTarget,
  ];
}
