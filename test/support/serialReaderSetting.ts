import type { SerialReaderSetting } from '../../src/ipc/channels/settings.ts';

/** The setting of a serial reader at `path`: lines ended by CR at 9600 bit/s, but for what `change` says. */
export function serialReaderSetting(
  path: string,
  change: Partial<SerialReaderSetting> = {},
): SerialReaderSetting {
  return {
    path,
    baudRate: 9600,
    line: { dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' },
    kind: 'lines',
    framing: 'cr',
    prefix: '',
    suffix: '',
    frameCheck: 'none',
    rfidChecksum: 'xor',
    usb: null,
    ...change,
  };
}
