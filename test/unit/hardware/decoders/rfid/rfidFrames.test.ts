import { describe, expect, it } from 'vitest';
import { createRfidFrameDecoder } from '../../../../../src/hardware/decoders/rfid/rfidFrames.ts';
import { readEm4100Print } from '../../../../../src/hardware/decoders/rfid/em4100Print.ts';
import { readWiegand } from '../../../../../src/hardware/decoders/rfid/wiegand.ts';
import { classifyChipUid } from '../../../../../src/hardware/decoders/rfid/chipUid.ts';
import { em4100Frame } from '../../../../support/readerFrames.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const card = em4100Frame(Uint8Array.of(0x01, 0x02, 0x6f, 0x6c, 0x3a));

describe('createRfidFrameDecoder', () => {
  it('reads a card that is held to the reader once, and again after it was away', () => {
    const decoder = createRfidFrameDecoder();
    expect(decoder.push(card, 0)).toMatchObject([
      { reading: { credential: { scheme: 'uid', value: '6F6C3A' } } },
    ]);
    expect([300, 1500, 2900].flatMap((atMs) => decoder.push(card, atMs))).toEqual([]);
    expect(decoder.push(card, 5000)).toMatchObject([{ result: 'credential' }]);
  });

  it('reads another card at once', () => {
    const decoder = createRfidFrameDecoder();
    decoder.push(card, 0);
    expect(decoder.push(em4100Frame(Uint8Array.of(1, 2, 3, 4, 5)), 10)).toMatchObject([
      { reading: { credential: { value: '030405' } } },
    ]);
  });

  it('reads CR and LF before the end, as ID-12 readers send them', () => {
    const text = new TextDecoder().decode(card).replace('\u0003', '\r\n\u0003');
    expect(createRfidFrameDecoder().push(ascii(text), 0)).toMatchObject([{ result: 'credential' }]);
  });

  it('accepts only the checksum that it is set to', () => {
    const additive = ascii('\u00022E00AF0EC9B4\u0003');
    const bare = ascii('\u00022E00AF0EC9\u0003');
    const results = (checksum: 'xor' | 'sum' | 'none'): string[] =>
      [card, additive, bare].flatMap((frame) =>
        createRfidFrameDecoder({ checksum })
          .push(frame, 0)
          .map(({ result }) => result),
      );
    expect(results('xor')).toEqual(['credential', 'invalid', 'invalid']);
    expect(results('sum')).toEqual(['invalid', 'credential', 'invalid']);
    expect(results('none')).toEqual(['invalid', 'invalid', 'credential']);
  });

  it('gives the whole number beside the digits that all readers give', () => {
    expect(createRfidFrameDecoder().push(card, 0)).toMatchObject([
      { reading: { credential: { value: '6F6C3A' }, text: '01026F6C3A' } },
    ]);
  });

  it('drops a frame that breaks off, and reads the next', () => {
    const decoder = createRfidFrameDecoder();
    decoder.push(card.slice(0, 6), 0);
    expect(decoder.tick(300)).toMatchObject([{ result: 'invalid' }]);
    expect(decoder.push(card, 400)).toMatchObject([{ result: 'credential' }]);
  });
});

describe('readEm4100Print', () => {
  it.each([
    ['0040856634', '8H10D', '026F6C3A'],
    ['111,27706', '2H+4H', '6F6C3A'],
    ['00623,27706', '4H+4H', '026F6C3A'],
    ['0004335823930', '10H13D', '01026F6C3A'],
    ['004335823930', '10H12D', '01026F6C3A'],
    ['07302202', '6H8D', '6F6C3A'],
    ['21302000', '3D+5D', 'D507D0'],
    ['213 02000', '2H+4H', 'D507D0'],
    ['0013961168 213 02000', '8H10D', '00D507D0'],
    ['16777215', '6H8D', 'FFFFFF'],
    ['01026f6c3a', '10H', '01026F6C3A'],
    ['026F6C3A', '8H', '026F6C3A'],
    ['0040856634 111,27706', '8H10D', '026F6C3A'],
  ])('reads %s as %s', (text, format, hex) => {
    expect(readEm4100Print(text)).toEqual({ format, hex });
  });

  it.each(['', '1', '256,00001', '111,65536', '0040856634 112,27706', '9999999999999', 'member'])(
    'takes %j for none',
    (text) => {
      expect(readEm4100Print(text)).toBeNull();
    },
  );
});

describe('readWiegand', () => {
  // Facility 111, card 27706: 0110 1111 0110 1100 0011 1010; six ones of the first half, six of the second.
  const right = '0' + '011011110110' + '110000111010' + '1';

  it('reads 26 bits with right parity', () => {
    expect(readWiegand(right)).toEqual({
      ok: true,
      value: { bits: 26, facility: 111, card: 27706, hex: '6F6C3A' },
    });
  });

  it('takes every single wrong bit for bad parity', () => {
    for (let at = 0; at < right.length; at += 1) {
      const wrong = right.slice(0, at) + (right[at] === '0' ? '1' : '0') + right.slice(at + 1);
      expect(readWiegand(wrong)).toEqual({ ok: false, error: 'bad parity' });
    }
  });
});

describe('classifyChipUid', () => {
  it.each(['FB0EE20B', '04A2B3C4D5E680', '0102030405060708090A'])('takes %s for a card', (uid) => {
    expect(classifyChipUid(uid)).toMatchObject({
      reading: { credential: { scheme: 'uid', value: uid } },
    });
  });

  it.each(['08A1B2C3', '00000000', 'FFFFFFFF', 'FB0E', 'fb0ee20b', ''])(
    'takes %j for none',
    (uid) => {
      expect(classifyChipUid(uid)).toMatchObject({ result: 'invalid' });
    },
  );
});
