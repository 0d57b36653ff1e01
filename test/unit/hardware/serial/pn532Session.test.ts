import { describe, expect, it } from 'vitest';
import type { DecodeOutcome } from '../../../../src/hardware/decoders/decoded.ts';
import { createPn532FrameStream } from '../../../../src/hardware/decoders/pn532/pn532FrameStream.ts';
import { createPn532Session } from '../../../../src/hardware/serial/pn532Session.ts';
import { pn532Frame } from '../../../support/readerFrames.ts';

const ACK = Uint8Array.of(0, 0, 0xff, 0, 0xff, 0);
const NACK = Uint8Array.of(0, 0, 0xff, 0xff, 0, 0);
const CARD = [1, 0x00, 0x04, 0x08, 4, 0xfb, 0x0e, 0xe2, 0x0b];
const LIST = 0x4a;

const listed = (...targets: number[][]): Uint8Array =>
  pn532Frame(Uint8Array.of(0xd5, 0x4b, targets.length, ...targets.flat()));

/** An extended information frame (NXP UM0701-02, 6.2.1.2) around `data`. */
function extendedFrame(data: Uint8Array): Uint8Array {
  const [high, low] = [data.length >> 8, data.length & 0xff];
  const sum = data.reduce((total, byte) => total + byte, 0);
  return Uint8Array.of(
    ...[0, 0, 0xff, 0xff, 0xff, high, low, (512 - high - low) % 256],
    ...data,
    ...[(256 - (sum % 256)) % 256, 0],
  );
}

/** A session and its clock; `commands` are the codes that it sent, in order. */
function begin() {
  const session = createPn532Session();
  const sent = createPn532FrameStream();
  const commands: number[] = [];
  const outcomes: DecodeOutcome[] = [];
  let nowMs = 0;
  const take = (step: ReturnType<typeof session.tick>): void => {
    outcomes.push(...step.outcomes);
    for (const frame of step.send.flatMap((bytes) => sent.push(bytes, nowMs))) {
      if (typeof frame !== 'string' && frame.kind === 'information') {
        commands.push(frame.payload[0] ?? 0);
      }
    }
  };
  const push = (...pieces: Uint8Array[]): void =>
    pieces.forEach((piece) => take(session.push(piece, nowMs)));
  const wait = (ms: number): void => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 10) {
      take(session.tick(nowMs));
    }
  };
  const untilAsked = (code: number): void => {
    const before = commands.length;
    for (let looks = 0; commands.length === before || commands.at(-1) !== code; looks += 1) {
      expect(looks).toBeLessThan(500);
      wait(10);
    }
  };
  const answer = (code: number): void => push(ACK, pn532Frame(Uint8Array.of(0xd5, code + 1)));
  take(session.start(nowMs));
  return { session, commands, outcomes, push, wait, untilAsked, answer };
}

/** A session whose module is configured and has just been asked for a card. */
function asked(): ReturnType<typeof begin> {
  const run = begin();
  run.answer(0x14);
  run.answer(0x32);
  run.wait(10);
  expect(run.commands).toEqual([0x14, 0x32, LIST]);
  return run;
}

describe('createPn532Session', () => {
  it.each([
    ['at once', (frame: Uint8Array) => [frame]],
    ['byte by byte', (frame: Uint8Array) => Array.from(frame, (byte) => Uint8Array.of(byte))],
  ])('reads a card that comes %s', (_, cut) => {
    const { outcomes, push } = asked();
    push(ACK, ...cut(listed(CARD)));
    expect(outcomes).toMatchObject([{ reading: { credential: { value: 'FB0EE20B' } } }]);
  });

  it('reads a card in an extended frame', () => {
    const { outcomes, push } = asked();
    push(ACK, extendedFrame(Uint8Array.of(0xd5, 0x4b, 1, ...CARD)));
    expect(outcomes).toMatchObject([{ result: 'credential' }]);
  });

  it.each([
    ['without an acknowledgement', [listed(CARD)]],
    ['after a NACK', [NACK, listed(CARD)]],
    ['with a wrong checksum', [ACK, listed(CARD).map((byte, at) => (at === 11 ? byte ^ 1 : byte))]],
    ['to another command', [ACK, pn532Frame(Uint8Array.of(0xd5, 0x61, 1, 0x10, 8, ...CARD))]],
    ['from host to module', [ACK, pn532Frame(Uint8Array.of(0xd4, 0x4b, 1, ...CARD))]],
  ])('takes no card from an answer %s, and asks again by itself', (_, frames) => {
    const { outcomes, push, wait, untilAsked, answer } = asked();
    push(...frames);
    expect(outcomes).toEqual([]);
    untilAsked(0x14);
    answer(0x14);
    answer(0x32);
    wait(10);
    push(ACK, listed(CARD));
    expect(outcomes).toMatchObject([{ result: 'credential' }]);
  });

  it('takes no card from an answer that comes after its time, and is not put out by it', () => {
    const { session, outcomes, commands, push, wait, answer } = asked();
    push(ACK);
    wait(1_600);
    push(listed(CARD));
    wait(600);
    expect(commands.at(-1)).toBe(0x14);
    push(listed(CARD));
    answer(0x14);
    answer(0x32);
    wait(10);
    expect(outcomes).toEqual([]);
    push(ACK, listed());
    expect(session.answer()).toBe('answering');
  });

  it('says what the module reports as an error, and wakes it anew', () => {
    const { outcomes, commands, push, wait } = asked();
    push(ACK, pn532Frame(Uint8Array.of(0x7f)));
    expect(outcomes).toMatchObject([
      { result: 'invalid', reason: expect.stringMatching(/Syntax error/) as string },
    ]);
    wait(600);
    expect(commands.at(-1)).toBe(0x14);
  });

  it('forgets half an answer at an unplug, and joins it with nothing', () => {
    const { session, outcomes, push, answer, wait } = asked();
    const frame = listed(CARD);
    push(ACK, frame.subarray(0, 9));
    session.clearInput();
    session.start(0);
    push(frame.subarray(9));
    answer(0x14);
    answer(0x32);
    wait(10);
    push(ACK, listed());
    expect(outcomes).toEqual([]);
  });

  it('reads the same card again after it was taken away, and not while it stays', () => {
    const { outcomes, push, untilAsked } = asked();
    const away = Array.from({ length: 14 }, () => []);
    for (const targets of [[CARD], [CARD], ...away]) {
      push(ACK, listed(...targets));
      untilAsked(LIST);
    }
    push(ACK, listed(CARD));
    expect(outcomes).toHaveLength(2);
  });

  it.each([
    ['two cards', [CARD, [2, ...CARD.slice(1)]], /two cards at once/],
    ['a random number', [[1, 0x00, 0x04, 0x20, 4, 0x08, 1, 2, 3]], /another number at every read/],
    ['a card of type B', [[1, 0x50, 1, 4, 10, 4, 0, 0, 0, 0, 0, 0x71, 0x81, 1, 0]], /type B/],
  ])('says why %s are no card, once while they stay', (_, targets, reason) => {
    const { outcomes, push, wait } = asked();
    for (let looks = 0; looks < 5; looks += 1) {
      push(ACK, listed(...targets));
      wait(150);
    }
    expect(outcomes).toMatchObject([
      { result: 'invalid', reason: expect.stringMatching(reason) as string },
    ]);
  });

  it.each([
    [4, 'FB0EE20B'],
    [7, '04A1B2C3D4E580'],
    [10, '04A1B2C3D4E58011AA22'],
  ])('reads a number of %d bytes', (length, value) => {
    const { outcomes, push } = asked();
    push(ACK, listed([1, 0x00, 0x44, 0x00, length, ...Buffer.from(value, 'hex')]));
    expect(outcomes).toMatchObject([{ reading: { credential: { scheme: 'uid', value } } }]);
  });

  it('is silent where three commands in a row have no answer', () => {
    const { session, wait } = asked();
    wait(10_000);
    expect(session.answer()).toBe('silent');
  });
});
