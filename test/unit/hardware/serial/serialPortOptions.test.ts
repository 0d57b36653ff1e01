import { describe, expect, it } from 'vitest';
import {
  lineWords,
  serialPortOptions,
  USUAL_LINE,
} from '../../../../src/hardware/serial/serialPortOptions.ts';

const sevenBits = { ...USUAL_LINE, dataBits: 7 } as const;

describe('serialPortOptions', () => {
  it.each(['linux', 'darwin', 'win32'])(
    'takes even and odd parity as they are on %s',
    (platform) => {
      for (const parity of ['even', 'odd'] as const) {
        expect(serialPortOptions({ ...sevenBits, parity, stopBits: 2 }, platform)).toMatchObject({
          dataBits: 7,
          parity,
          stopBits: 2,
        });
      }
    },
  );

  it('says mark and space parity in other words where the system has none', () => {
    const mark = { ...sevenBits, parity: 'mark' } as const;
    const space = { ...sevenBits, parity: 'space' } as const;
    expect(serialPortOptions(mark, 'linux')).toMatchObject({
      dataBits: 7,
      parity: 'none',
      stopBits: 2,
    });
    expect(serialPortOptions(space, 'linux')).toMatchObject({ dataBits: 8, parity: 'none' });
    expect(serialPortOptions(mark, 'win32')).toMatchObject({ parity: 'mark', stopBits: 1 });
  });

  it.each([
    ['none', { rtscts: false, xon: false, xoff: false }],
    ['rtscts', { rtscts: true, xon: false, xoff: false }],
    ['xonxoff', { rtscts: false, xon: true, xoff: true }],
  ] as const)('asks for flow control %s', (flowControl, options) => {
    expect(serialPortOptions({ ...USUAL_LINE, flowControl }, 'linux')).toMatchObject(options);
  });
});

describe('lineWords', () => {
  it('says a line as manuals do', () => {
    expect(lineWords(USUAL_LINE)).toBe('8N1');
    expect(lineWords({ ...sevenBits, parity: 'odd', flowControl: 'xonxoff' })).toBe(
      '7O1 with XON/XOFF',
    );
  });
});
