import type { SerialLineSetting } from '../hostMessages.ts';

/** What the driver is asked for. */
export interface SerialPortOptions {
  readonly dataBits: 7 | 8;
  readonly parity: SerialLineSetting['parity'];
  readonly stopBits: 1 | 2;
  readonly rtscts: boolean;
  readonly xon: boolean;
  readonly xoff: boolean;
}

/** What nearly every reader is sold with. */
export const USUAL_LINE: SerialLineSetting = {
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};

/**
 * The driver's options for a line. Only Windows knows mark and space parity; elsewhere the same bits go over the wire as
 * one stop bit more (mark), or as an eighth data bit that is always zero (space with 7 data bits). Space parity with 8 data
 * bits has no such likeness, and opening it fails with the driver's error.
 */
export function serialPortOptions(line: SerialLineSetting, platform: string): SerialPortOptions {
  const { flowControl } = line;
  const flow = {
    rtscts: flowControl === 'rtscts',
    xon: flowControl === 'xonxoff',
    xoff: flowControl === 'xonxoff',
  };
  const { dataBits, parity, stopBits } = line;
  if (platform !== 'win32' && parity === 'mark') {
    return { dataBits, parity: 'none', stopBits: 2, ...flow };
  }
  if (platform !== 'win32' && parity === 'space' && dataBits === 7) {
    return { dataBits: 8, parity: 'none', stopBits, ...flow };
  }
  return { dataBits, parity, stopBits, ...flow };
}

/** A line in the words of readers' manuals, e.g. "7E1", "8N1 with RTS/CTS". */
export function lineWords({ dataBits, parity, stopBits, flowControl }: SerialLineSetting): string {
  const letter = parity.charAt(0).toUpperCase();
  const flow = { none: '', rtscts: ' with RTS/CTS', xonxoff: ' with XON/XOFF' }[flowControl];
  return `${dataBits}${letter}${stopBits}${flow}`;
}
