import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  containsPaymentCardNumber,
  isPaymentCardNumber,
} from '../../src/domain/identity/paymentCard.ts';
import { decodeCapture } from '../../src/hardware/decoders/capture/decodeCapture.ts';
import { classifyText } from '../../src/hardware/decoders/classifyText.ts';
import type { DecodeOutcome, StreamDecoder } from '../../src/hardware/decoders/decoded.ts';
import { createHidPosDecoder } from '../../src/hardware/decoders/hidPos.ts';
import { createKeyboardReportDecoder } from '../../src/hardware/decoders/keyboardReport.ts';
import { decodeKeystrokes } from '../../src/hardware/decoders/keystrokes.ts';
import { createMsrDecoder } from '../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { readTrackBits } from '../../src/hardware/decoders/magstripe/trackBits.ts';
import { createPn532Decoder } from '../../src/hardware/decoders/pn532/pn532.ts';
import { createRfidFrameDecoder } from '../../src/hardware/decoders/rfid/rfidFrames.ts';
import { createSerialLineDecoder } from '../../src/hardware/decoders/serialLine.ts';
import { decodeTyped } from '../../src/hardware/decoders/typed.ts';
import { layoutA, layoutB, scanReports } from '../support/hidPosReports.ts';
import { keysOf } from '../support/keystrokes.ts';
import { em4100Frame, msrReport, pn532Frame, trackBits } from '../support/readerFrames.ts';

const decoders: readonly (readonly [string, () => StreamDecoder])[] = [
  ['HID POS', createHidPosDecoder],
  ['keyboard reports', createKeyboardReportDecoder],
  ['stripe reports', createMsrDecoder],
  ['RFID frames', createRfidFrameDecoder],
  ['PN532', createPn532Decoder],
  ...(['cr', 'lf', 'crlf', 'idle'] as const).map(
    (framing) => [`serial, ${framing}`, () => createSerialLineDecoder({ framing })] as const,
  ),
];

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Digits with a Luhn digit behind them, in a range of some network. */
const paymentNumber = fc
  .tuple(
    fc.constantFrom(
      '4',
      '51',
      '55',
      '2221',
      '2720',
      '34',
      '37',
      '6011',
      '65',
      '36',
      '3528',
      '62',
      '50',
    ),
    fc.constantFrom(14, 15, 16, 19),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }),
  )
  .map(([prefix, length, filling]) => (prefix + filling.join('')).slice(0, length - 1))
  .map(withLuhn)
  .filter((number) => isPaymentCardNumber(number));

function withLuhn(body: string): string {
  for (let digit = 0; digit < 10; digit += 1) {
    const sum = Array.from(body + String(digit))
      .reverse()
      .map((character, index) => Number(character) * (index % 2 === 0 ? 1 : 2))
      .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
    if (sum % 10 === 0) {
      return body + String(digit);
    }
  }
  throw new Error('one of ten digits is right');
}

/** Cuts `bytes` at `cuts` (each a share of its length) and pushes the pieces, then lets time pass. */
function pushInPieces(
  decoder: StreamDecoder,
  bytes: Uint8Array,
  cuts: readonly number[],
): DecodeOutcome[] {
  const at = [
    0,
    ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b),
    bytes.length,
  ];
  const outcomes = at
    .slice(1)
    .flatMap((end, index) => decoder.push(bytes.slice(at[index], end), 0));
  return [...outcomes, ...decoder.tick(10_000)];
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
const uidsOf = (outcomes: readonly DecodeOutcome[]): string[] =>
  outcomes.flatMap((outcome) =>
    outcome.result === 'credential' ? [outcome.reading.credential?.value ?? ''] : [],
  );

describe('random bytes', () => {
  it.each(decoders)('never make the decoder throw or keep bytes for ever: %s', (_, create) => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 80 }),
            fc.constantFrom(
              Uint8Array.of(0, 0, 0xff),
              Uint8Array.of(2),
              Uint8Array.of(3),
              ascii(']E0'),
              Uint8Array.of(13, 10),
            ),
          ),
          { maxLength: 40 },
        ),
        (pieces) => {
          const decoder = create();
          pieces.forEach((piece, index) => decoder.push(piece, index));
          decoder.tick(1_000_000);
          expect(decoder.pending()).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never make the classification of a text throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const medium of ['reader', 'typed'] as const) {
          expect(classifyText(text, { aim: null, medium })).toHaveProperty('result');
        }
        expect(decodeTyped(text)).toHaveProperty('result');
      }),
      { numRuns: 500 },
    );
  });

  it('never make the decode command throw', () => {
    const entry = fc.record({
      id: fc.nat(),
      category: fc.constantFrom('hidpos', 'wedge', 'rfid', 'pn532', 'pcsc', 'magstripe', 'gs1'),
      bytes_hex: fc
        .uint8Array({ maxLength: 400 })
        .map((bytes) => Buffer.from(bytes).toString('hex')),
    });
    fc.assert(
      fc.property(fc.oneof(entry, fc.anything()), (value) => {
        expect(decodeCapture(value)).toHaveProperty('result');
      }),
      { numRuns: 1000 },
    );
  });

  it('are held within the bound, however many come without an end', () => {
    const flood = new Uint8Array(1_000_000).fill(0x41);
    for (const framing of ['cr', 'lf', 'crlf', 'idle'] as const) {
      const decoder = createSerialLineDecoder({ framing, maximumBytes: 64 });
      decoder.push(flood, 0);
      expect(decoder.tick(10_000)).toMatchObject([{ result: 'invalid' }]);
    }
  });
});

describe('what is encoded and split anywhere', () => {
  it('is decoded again: serial', () => {
    const text = fc
      .stringMatching(/^[0-9A-Za-z/_.-]{4,60}$/)
      .filter((it) => !containsPaymentCardNumber(it));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), cuts, (lines, where) => {
        const decoder = createSerialLineDecoder({ framing: 'crlf' });
        const outcomes = pushInPieces(
          decoder,
          ascii(lines.map((line) => `]C0${line}\r\n`).join('')),
          where,
        );
        expect(uidsOf(outcomes)).toEqual(lines);
      }),
    );
  });

  it('is decoded again: HID POS, over as many reports as it takes', () => {
    const text = fc.stringMatching(/^[A-Za-z/_.-]{1,600}$/);
    fc.assert(
      fc.property(text, fc.constantFrom(layoutA, layoutB), fc.boolean(), (data, layout, keepId) => {
        const decoder = createHidPosDecoder();
        const outcomes = scanReports({ aim: ']Q1', data }, layout).flatMap((report) =>
          decoder.push(keepId ? report : report.slice(1), 0),
        );
        expect(outcomes).toMatchObject([
          { result: 'credential', reading: { text: data, aim: ']Q1' } },
        ]);
      }),
    );
  });

  it('is decoded again: RFID frames and PN532', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), cuts, (tag, where) => {
        const low = Buffer.from(tag).toString('hex').toUpperCase().slice(-6);
        expect(uidsOf(pushInPieces(createRfidFrameDecoder(), em4100Frame(tag), where))).toEqual([
          low,
        ]);
      }),
    );
    const uid = fc
      .uint8Array({ minLength: 7, maxLength: 7 })
      .filter((it) => it.some((byte) => byte % 255 !== 0));
    fc.assert(
      fc.property(uid, cuts, (bytes, where) => {
        const answer = Uint8Array.of(0xd5, 0x4b, 1, 1, 0, 0x44, 0, 7, ...bytes);
        const stream = Uint8Array.of(0x55, 0x55, 0, 0, 0, 0xff, 0, 0xff, 0, ...pn532Frame(answer));
        const expected = Buffer.from(bytes).toString('hex').toUpperCase();
        expect(uidsOf(pushInPieces(createPn532Decoder(), stream, where))).toEqual([expected]);
      }),
    );
  });

  it('is decoded again: stripe bits, swiped from either end and with either polarity', () => {
    const data = fc.stringMatching(/^[0-9]{8,20}=?[0-9]{0,12}$/);
    fc.assert(
      fc.property(data, fc.boolean(), fc.boolean(), (track, reversed, inverted) => {
        const bits = trackBits(track, { reversed, inverted });
        expect(readTrackBits(bits)?.data).toBe(track);
      }),
    );
  });
});

describe('one change in a frame with a checksum', () => {
  it('never gives another card: RFID frames', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 5, maxLength: 5 }),
        fc.nat({ max: 13 }),
        fc.integer({ min: 1, max: 255 }),
        (tag, at, flip) => {
          const frame = em4100Frame(tag);
          frame[at] = (frame[at] ?? 0) ^ flip;
          const right = Buffer.from(tag).toString('hex').toUpperCase().slice(-6);
          for (const uid of uidsOf(pushInPieces(createRfidFrameDecoder(), frame, []))) {
            expect(uid).toBe(right);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never gives another card with the sum for a checksum, and never another animal', () => {
    const hexDigit = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');
    const additive = (tag: Uint8Array): Uint8Array => {
      const sum = tag.reduce((total, byte) => total + byte, 0) % 256;
      const digits = [...tag, sum].map(hexDigit).join('');
      return ascii(`\u0002${digits}\u0003`);
    };
    // Of a transponder whose frame stands among the captures.
    const animal = Buffer.from(
      '02313731413932353341333438333030313030303030303030303007f803',
      'hex',
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 5, maxLength: 5 }),
        fc.nat({ max: 29 }),
        fc.integer({ min: 1, max: 255 }),
        (tag, at, flip) => {
          const right = Buffer.from(tag).toString('hex').toUpperCase().slice(-6);
          for (const [frame, uid] of [
            [additive(tag), right],
            [Uint8Array.from(animal), '900250000023921'],
          ] as const) {
            if (at < frame.length) {
              frame[at] = (frame[at] ?? 0) ^ flip;
            }
            const decoder = createRfidFrameDecoder({ checksum: 'sum' });
            for (const found of uidsOf(pushInPieces(decoder, frame, []))) {
              expect(found).toBe(uid);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never gives another card: PN532', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 7, maxLength: 7 }),
        fc.nat({ max: 21 }),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          const frame = pn532Frame(Uint8Array.of(0xd5, 0x4b, 1, 1, 0, 0x44, 0, 7, ...bytes));
          frame[at] = (frame[at] ?? 0) ^ flip;
          const right = Buffer.from(bytes).toString('hex').toUpperCase();
          for (const uid of uidsOf(pushInPieces(createPn532Decoder(), frame, []))) {
            expect(uid).toBe(right);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never gives another number: one bit of a stripe', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{8,20}$/), fc.nat({ max: 400 }), (track, at) => {
        const bits = trackBits(track, { reversed: false, inverted: false });
        const index = at % bits.length;
        const changed =
          bits.slice(0, index) + (bits.charAt(index) === '0' ? '1' : '0') + bits.slice(index + 1);
        expect([undefined, track]).toContain(readTrackBits(changed)?.data);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a payment card', () => {
  it('is refused on every path, and stands in no output', () => {
    fc.assert(
      fc.property(paymentNumber, (number) => {
        const spaced = number.replaceAll(/(.{4})(?=.)/g, '$1 ');
        const serial = createSerialLineDecoder({ framing: 'cr' });
        const outcomes: DecodeOutcome[] = [
          ...[']Q1', ']C0', ']d1', ']X0'].flatMap((aim) =>
            createHidPosDecoder().push(layoutA({ aim, data: number }), 0),
          ),
          ...createHidPosDecoder().push(layoutB({ aim: ']Q1', data: `{"n":"${spaced}"}` }), 0),
          ...serial.push(ascii(`${number}\r]C0${number}\r;${number}=30121010000?\r`), 0),
          decodeKeystrokes(keysOf(number)),
          decodeKeystrokes(keysOf(`%B${number}^DOE/JANE^3012101?`)),
          decodeTyped(number),
          decodeTyped(spaced),
          ...createMsrDecoder().push(
            msrReport(`%B${number}^DOE/JANE^3012101?`, `;${number}=3012101?`),
            0,
          ),
          classifyText(`]C1010345312000001121${number}`, { aim: null, medium: 'reader' }),
          classifyText(`https://id.example/01/03453120000011/21/${number}`, {
            aim: null,
            medium: 'reader',
          }),
          classifyText(`https://shop.example/?member=${number}`, { aim: null, medium: 'reader' }),
        ];
        expect(outcomes).toHaveLength(16);
        for (const outcome of outcomes) {
          expect(outcome).toEqual({ result: 'refused', reason: 'paymentCard' });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('stands in no output of the decode command, whatever the capture says it is', () => {
    const hexOf = (text: string): string => Buffer.from(text).toString('hex');
    fc.assert(
      fc.property(paymentNumber, (number) => {
        const packed = number.padEnd(number.length < 17 ? 16 : 20, 'F');
        const report = layoutA({ aim: ']C0', data: number });
        const broken = layoutA({ aim: ']C0', data: number });
        broken[1] = 3;
        const entries = [
          { category: 'hidpos', bytes_hex: Buffer.from(report).toString('hex') },
          { category: 'hidpos', bytes_hex: Buffer.from(broken).toString('hex') },
          { category: 'magstripe', text: `%B${number}^DOE/JANE^3012101?` },
          { category: 'magstripe', text: number },
          { category: 'magstripe', bytes_hex: hexOf(`;${number}=3012101?`) },
          {
            category: 'magstripe',
            text: trackBits(`${number}=3012101`, { reversed: false, inverted: true }),
          },
          { category: 'wedge', text: number },
          {
            category: 'wedge',
            text: keysOf(number)
              .map(({ code }) => code)
              .join(' '),
          },
          { category: 'gs1', text: `]Q1${number}` },
          { category: 'gs1', text: `]XX${number}` },
          { category: 'gs1', text: `]C1${number}^` },
          { category: 'rfid', text: number },
          { category: 'pcsc', text: number },
          { category: 'pcsc', bytes_hex: `5A${packed.length === 16 ? '08' : '0A'}${packed}9000` },
        ];
        for (const entry of entries) {
          const decoded = decodeCapture({ id: 1, ...entry });
          expect(JSON.stringify(decoded)).not.toContain(number);
          expect(decoded.result).not.toBe('credential');
        }
      }),
      { numRuns: 200 },
    );
  });
});
