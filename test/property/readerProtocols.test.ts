import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodeOutcome, StreamDecoder } from '../../src/hardware/decoders/decoded.ts';
import { createMsrDecoder } from '../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { createRfidFrameDecoder } from '../../src/hardware/decoders/rfid/rfidFrames.ts';
import { createSerialFrameDecoder } from '../../src/hardware/decoders/serialFrame.ts';
import {
  isReadableBurst,
  learnSerialFraming,
} from '../../src/hardware/serial/learnSerialFraming.ts';
import { createPn532Session } from '../../src/hardware/serial/pn532Session.ts';
import { learnAffixes } from '../../src/hardware/wedge/learnAffixes.ts';
import { em4100Frame, idTechFrame, pn532Frame } from '../support/readerFrames.ts';

/** The same rounds in every run, so that a failure is one of the code and not of luck. */
const SEED = 20_261_122;

const numbersOf = (outcomes: readonly DecodeOutcome[]): string[] =>
  outcomes.flatMap((outcome) =>
    outcome.result === 'credential' ? [outcome.reading.credential?.value ?? ''] : [],
  );

/** Random bytes among the bytes that protocols are made of. */
const noise = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(
      Uint8Array.of(2),
      Uint8Array.of(3),
      Uint8Array.of(0, 0, 0xff),
      Uint8Array.of(0, 0, 0xff, 0, 0xff, 0),
      pn532Frame(Uint8Array.of(0xd5, 0x15)),
      pn532Frame(Uint8Array.of(0xd5, 0x4b, 1, 1, 0, 4, 8, 4, 1, 2, 3, 4)),
      em4100Frame(Uint8Array.of(1, 2, 3, 4, 5)),
      Uint8Array.from(Buffer.from('4006381333931\r\n')),
    ),
  ),
  { maxLength: 30 },
);

const check = (xor: number, kind: 'lrc' | 'bcc'): number => (kind === 'lrc' ? xor ^ 3 : xor);

function stxFrame(data: string, kind: 'lrc' | 'bcc'): Uint8Array {
  const bytes = Buffer.from(data);
  const xor = bytes.reduce((sum, byte) => sum ^ byte, 0);
  return Uint8Array.of(2, ...bytes, 3, check(xor, kind));
}

describe('random bytes', () => {
  it.each(['none', 'lrc', 'bcc'] as const)(
    'never make the decoder of STX frames throw or hold on: check %s',
    (kind) => {
      fc.assert(
        fc.property(noise, (pieces) => {
          const decoder: StreamDecoder = createSerialFrameDecoder({ check: kind });
          pieces.forEach((piece, index) => decoder.push(piece.slice(), index));
          decoder.tick(1_000_000);
          expect(decoder.pending()).toBe(false);
        }),
        { seed: SEED, numRuns: 500 },
      );
    },
  );

  it('never make the talk with a PN532 throw, flood the line, or stop for ever', () => {
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 400 }), (pieces, pauseMs) => {
        const session = createPn532Session();
        let atMs = 0;
        let sent = session.start(atMs).send.length;
        for (const piece of pieces) {
          atMs += pauseMs;
          sent += session.push(piece.slice(), atMs).send.length;
        }
        expect(sent).toBeLessThanOrEqual(3 * (pieces.length + 1));
        // Whatever came before, a module that answers from now on is taken up.
        const acknowledgement = Uint8Array.of(0, 0, 0xff, 0, 0xff, 0);
        for (let turns = 0; turns < 400 && session.answer() !== 'answering'; turns += 1) {
          atMs += 50;
          const toModule = [...session.tick(atMs).send];
          for (let frame = toModule.shift(); frame !== undefined; frame = toModule.shift()) {
            const code = frame[5] === 0xd4 ? frame[6] : undefined;
            if (code !== undefined) {
              const answer = pn532Frame(Uint8Array.of(0xd5, code + 1, 0));
              toModule.push(...session.push(acknowledgement, atMs).send);
              toModule.push(...(code === 0x4a ? [] : session.push(answer, atMs).send));
            }
          }
        }
        expect(session.answer()).toBe('answering');
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('never make learning throw, and what is learned from them leaves data to read', () => {
    fc.assert(
      fc.property(noise, fc.string({ unit: 'binary', maxLength: 80 }), (pieces, text) => {
        const burst = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        isReadableBurst(burst);
        learnSerialFraming([burst, burst, burst]);
        const learned = learnAffixes([text, text, text], () => false);
        if (learned.ok) {
          const { prefix, suffix } = learned.value;
          expect(prefix.length + suffix.length).toBeLessThan(text.length);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

describe('one change in a frame with a checksum', () => {
  it('never gives another number: STX frames with LRC and BCC', () => {
    const data = fc.stringMatching(/^[A-Z][0-9]{5,20}$/);
    const kind = fc.constantFrom('lrc', 'bcc');
    fc.assert(
      fc.property(data, kind, fc.nat(), fc.integer({ min: 1, max: 255 }), (text, way, at, flip) => {
        const frame = stxFrame(text, way);
        const index = at % frame.length;
        frame[index] = (frame[index] ?? 0) ^ flip;
        const decoder = createSerialFrameDecoder({ check: way });
        const outcomes = [...decoder.push(frame, 0), ...decoder.tick(10_000)];
        // A data byte that became STX or ETX cuts the frame: what is left agrees with its check by chance at most.
        const became = frame[index];
        fc.pre(became !== 2 && became !== 3);
        expect([[], [text]]).toContainEqual(numbersOf(outcomes));
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it('never gives another number: ID TECH frames', () => {
    const data = fc.stringMatching(/^[0-9]{6,12}$/);
    fc.assert(
      fc.property(data, fc.nat(), fc.integer({ min: 1, max: 255 }), (number, at, flip) => {
        const frame = idTechFrame(0x80, '', `;${number}=?`);
        const index = at % frame.length;
        frame[index] = (frame[index] ?? 0) ^ flip;
        const report = new Uint8Array(200);
        report.set(frame);
        expect([[], [number]]).toContainEqual(numbersOf(createMsrDecoder().push(report, 0)));
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it('never gives another card: RFID frames with a sum', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 5, maxLength: 5 }),
        fc.nat({ max: 13 }),
        fc.integer({ min: 1, max: 255 }),
        (tag, at, flip) => {
          const sum = tag.reduce((total, byte) => total + byte, 0) % 256;
          const digits = Buffer.from([...tag, sum])
            .toString('hex')
            .toUpperCase();
          const frame = Uint8Array.of(2, ...Buffer.from(digits), 3);
          frame[at] = (frame[at] ?? 0) ^ flip;
          const decoder = createRfidFrameDecoder({ checksum: 'sum' });
          const right = digits.slice(4, 10);
          expect([[], [right]]).toContainEqual(numbersOf(decoder.push(frame, 0)));
        },
      ),
      { seed: SEED, numRuns: 3000 },
    );
  });
});
