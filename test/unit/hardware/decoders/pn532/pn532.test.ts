import { describe, expect, it } from 'vitest';
import { createPn532Decoder } from '../../../../../src/hardware/decoders/pn532/pn532.ts';
import { pn532Frame } from '../../../../support/readerFrames.ts';

const ack = [0, 0, 0xff, 0, 0xff, 0];
const wakeUp = [0x55, 0x55, 0, 0, 0];

/** The answer that lists targets, each given from its number on. */
const listed = (...targets: number[][]): Uint8Array =>
  pn532Frame(Uint8Array.of(0xd5, 0x4b, targets.length, ...targets.flat()));

const classic = [1, 0x00, 0x04, 0x08, 4, 0xfb, 0x0e, 0xe2, 0x0b];
const desfire = [1, 0x03, 0x44, 0x20, 7, 4, 1, 2, 3, 4, 5, 6, 6, 0x75, 0x77, 0x81, 0x02, 0x80];
const felica = [1, 18, 1, 1, 2, 3, 4, 5, 6, 7, 8, ...Array<number>(8).fill(0)];

describe('createPn532Decoder', () => {
  it.each([
    ['MIFARE Classic', classic, 'FB0EE20B'],
    ['DESFire with its ATS', desfire, '04010203040506'],
    ['FeliCa', felica, '0102030405060708'],
  ])('reads a %s behind wake-up and acknowledgement, byte by byte', (_, target, uid) => {
    const decoder = createPn532Decoder();
    const stream = [...wakeUp, ...ack, ...listed(target)];
    const outcomes = stream.flatMap((byte) => decoder.push(Uint8Array.of(byte), 0));
    expect(outcomes).toMatchObject([
      { result: 'ignored' },
      { result: 'credential', reading: { credential: { scheme: 'uid', value: uid } } },
    ]);
    expect(decoder.pending()).toBe(false);
  });

  it('reads a card that stays in the field once', () => {
    const decoder = createPn532Decoder();
    const times = [0, 400, 800];
    expect(times.flatMap((atMs) => decoder.push(listed(classic), atMs))).toHaveLength(1);
  });

  it('takes no card from two at once, from none, or from one that changes its number', () => {
    const second = [2, ...classic.slice(1)];
    const random = [1, 0x00, 0x04, 0x20, 4, 0x08, 1, 2, 3];
    const outcomes = [listed(classic, second), listed(), listed(random)].flatMap((frame) =>
      createPn532Decoder().push(frame, 0),
    );
    expect(outcomes.map(({ result }) => result)).toEqual(['invalid', 'ignored', 'invalid']);
  });

  it('says in words what the chip reports', () => {
    expect(createPn532Decoder().push(pn532Frame(Uint8Array.of(0x7f)), 0)).toEqual([
      { result: 'invalid', reason: 'Syntax error: the chip did not understand the frame' },
    ]);
  });

  it('finds the next frame behind a broken one', () => {
    const broken = listed(classic);
    broken[10] = (broken[10] ?? 0) ^ 0x01;
    const outcomes = createPn532Decoder().push(Uint8Array.of(...broken, ...listed(classic)), 0);
    expect(outcomes).toMatchObject([{ reason: 'invalid dcs' }, { result: 'credential' }]);
  });

  it('refuses a payment card that answers with its number', () => {
    const answer = Buffer.from('D541007012' + '5A084111111111111111' + '5F24033012319000', 'hex');
    expect(createPn532Decoder().push(pn532Frame(answer), 0)).toEqual([
      { result: 'refused', reason: 'paymentCard' },
    ]);
  });

  it('takes the last zero of a frame for no start of the next, wherever the bytes are cut', () => {
    // Found by fuzzing: a NACK ends in a zero, and FF behind it made a start code.
    const stream = Uint8Array.from(Buffer.from('0000ffff00ffffff0000ff04ffff', 'hex'));
    const whole = createPn532Decoder().push(stream.slice(), 0);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const decoder = createPn532Decoder();
      const outcomes = [stream.slice(0, cut), stream.slice(cut)].flatMap((piece) =>
        decoder.push(piece, 0),
      );
      expect(outcomes, `cut at ${String(cut)}`).toEqual(whole);
    }
  });

  it('drops a frame that breaks off', () => {
    const decoder = createPn532Decoder();
    decoder.push(listed(classic).slice(0, 9), 0);
    expect(decoder.pending()).toBe(true);
    expect(decoder.tick(300)).toMatchObject([{ result: 'invalid' }]);
    expect(decoder.pending()).toBe(false);
  });
});
