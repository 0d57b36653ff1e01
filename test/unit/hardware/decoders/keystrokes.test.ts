import { describe, expect, it } from 'vitest';
import { decodeKeystrokes } from '../../../../src/hardware/decoders/keystrokes.ts';
import type { Keystroke } from '../../../../src/hardware/decoders/keystrokes.ts';
import { createKeyboardReportDecoder } from '../../../../src/hardware/decoders/keyboardReport.ts';
import { keysOf } from '../../../support/keystrokes.ts';

const key = (code: string, held: Partial<Keystroke> = {}): Keystroke => ({
  code,
  shift: false,
  control: false,
  alt: false,
  atMs: 0,
  ...held,
});

describe('decodeKeystrokes', () => {
  it('reads a number by the places of its keys, and takes Enter for the suffix', () => {
    expect(decodeKeystrokes([...keysOf('2000000017'), key('Enter')])).toMatchObject({
      result: 'credential',
      reading: { text: '2000000017', credential: { scheme: 'number', value: '2000000017' } },
    });
  });

  it('reads the same with CapsLock on, and where the scanner presses it', () => {
    const held = keysOf('Kb-12');
    expect(
      decodeKeystrokes([key('CapsLock'), ...held, key('CapsLock'), key('Enter')]),
    ).toMatchObject({ reading: { text: 'Kb-12' } });
  });

  it('takes the keys of two scanners at once for neither card', () => {
    const [one, other] = [keysOf('2912345678906'), keysOf('2912345678913')];
    const mixed = one.flatMap((press, index) => [press, ...other.slice(index, index + 1)]);
    expect(decodeKeystrokes([...mixed, key('Enter')])).toMatchObject({
      reading: {
        gtin: null,
        credential: { value: expect.stringMatching(/^[0-9]{26}$/) as string },
      },
    });
  });

  it('spells every printable character of ASCII by the US layout', () => {
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    for (const character of printable) {
      const outcome = decodeKeystrokes(keysOf(`ab${character}cd`));
      expect(outcome).toMatchObject({ reading: { text: `ab${character}cd` } });
    }
  });

  it.each([
    [
      'Alt+0029',
      ['Numpad0', 'Numpad0', 'Numpad2', 'Numpad9'].map((code) => key(code, { alt: true })),
    ],
    ['Alt+029', ['Numpad0', 'Numpad2', 'Numpad9'].map((code) => key(code, { alt: true }))],
    ['F8', [key('F8')]],
    ['Ctrl+]', [key('BracketRight', { control: true })]],
  ])('takes %s for GS', (_, separator) => {
    const keys = [...keysOf(']C110ABC'), ...separator, ...keysOf('8018123456789012345675')];
    expect(decodeKeystrokes(keys)).toMatchObject({
      reading: { credential: { scheme: 'gsrn', value: '123456789012345675' } },
    });
  });

  it('takes Enter with Ctrl+Shift+J for the suffix, and lets modifier keys themselves say nothing', () => {
    const keys = [
      ...keysOf('2000000017'),
      key('Enter'),
      key('ControlLeft', { control: true }),
      key('KeyJ', { control: true, shift: true }),
    ];
    expect(decodeKeystrokes(keys)).toMatchObject({ reading: { text: '2000000017' } });
  });

  it('refuses a payment card, swiped or scanned', () => {
    const swiped = [...keysOf('%B4111111111111111^DOE/JANE^3012101?'), key('Enter')];
    expect(decodeKeystrokes(swiped)).toEqual({ result: 'refused', reason: 'paymentCard' });
    expect(decodeKeystrokes(keysOf('4111111111111111'))).toEqual({
      result: 'refused',
      reason: 'paymentCard',
    });
  });

  it('takes a read with keys that no scanner types for none', () => {
    const keys = [...keysOf('20000'), key('ArrowLeft'), ...keysOf('00017')];
    expect(decodeKeystrokes(keys)).toMatchObject({ result: 'invalid' });
  });

  it('takes nothing for no read', () => {
    expect(decodeKeystrokes([])).toMatchObject({ result: 'invalid' });
    expect(decodeKeystrokes([key('Enter')])).toMatchObject({ result: 'invalid' });
  });
});

describe('createKeyboardReportDecoder', () => {
  const report = (usage: number, modifiers = 0): Uint8Array =>
    Uint8Array.of(modifiers, 0, usage, 0, 0, 0, 0, 0);

  it('reads several keys of one report, held keys once, and takes no error report for a release', () => {
    const decoder = createKeyboardReportDecoder();
    const reports = [
      '00001e1f20000000',
      '00001e1f20000000',
      '0000010101010101',
      '00001e1f20000000',
    ];
    for (const report of [...reports, '0000000000000000', '00001e0000000000']) {
      decoder.push(Uint8Array.from(Buffer.from(report, 'hex')), 0);
    }
    expect(decoder.tick(1000)).toMatchObject([{ reading: { text: '1231' } }]);
  });

  it('reads the reports of a keyboard scanner up to the silence behind them', () => {
    const decoder = createKeyboardReportDecoder();
    for (const digit of [2, 0, 0, 0, 0, 0, 1, 7]) {
      expect(decoder.push(report(0x1d + (digit === 0 ? 10 : digit)), 0)).toEqual([]);
      decoder.push(report(0), 0);
    }
    decoder.push(report(0x28), 5);
    expect(decoder.tick(100)).toMatchObject([{ reading: { text: '20000017' } }]);
    expect(decoder.pending()).toBe(false);
  });

  it('takes a key that is held over two reports once', () => {
    const decoder = createKeyboardReportDecoder();
    for (const usages of [[0x1e], [0x1e, 0x1f], [0x1f, 0x20], [0x20, 0x21]]) {
      decoder.push(Uint8Array.of(0, 0, ...usages, ...Array<number>(6 - usages.length).fill(0)), 0);
    }
    expect(decoder.tick(100)).toMatchObject([{ reading: { text: '1234' } }]);
  });

  it('takes reports of another size for none', () => {
    expect(createKeyboardReportDecoder().push(new Uint8Array(5), 0)).toMatchObject([
      { result: 'invalid' },
    ]);
  });
});
