import type { Device } from '../../../ipc/channels/devices.ts';
import type { SerialReaderSetting, WedgeSetting } from '../../../ipc/channels/settings.ts';
import { formatCount } from '../../ui/format.ts';
import { unusualLineWords } from './lineWording.ts';

/** The most serial readers that a terminal keeps. */
export const MAXIMUM_SERIAL_READERS = 16;

const LINE_ENDS: Readonly<Record<SerialReaderSetting['framing'], string>> = {
  cr: 'each read ended by CR',
  lf: 'each read ended by LF',
  crlf: 'each read ended by CR LF',
  idle: 'each read ended by silence',
};

const CHECKSUMS: Readonly<Record<SerialReaderSetting['rfidChecksum'], string>> = {
  xor: 'XOR checksum',
  sum: 'additive checksum',
  none: 'no checksum',
};

/** The readers with `setting` among them; it takes the place of what was set up at its port or for the same USB device. */
export function withSerialReader(
  readers: readonly SerialReaderSetting[],
  setting: SerialReaderSetting,
): SerialReaderSetting[] {
  return [...readers.filter((reader) => !isSameReader(reader, setting)), setting];
}

/** The readers without the one that is `setting`. */
export function withoutSerialReader(
  readers: readonly SerialReaderSetting[],
  setting: SerialReaderSetting,
): SerialReaderSetting[] {
  return readers.filter((reader) => !isSameReader(reader, setting));
}

/** By which setting a serial device of the list is there; null for any other device. */
export function settingOfDevice(
  device: Device,
  readers: readonly SerialReaderSetting[],
): SerialReaderSetting | null {
  if (device.connection !== 'serial') {
    return null;
  }
  // The host's id ends with the USB serial number where there is one, else with the port (see `serialIdentity`).
  const known = readers.find(({ path, usb }) =>
    usb === null || usb.serialNumber === ''
      ? device.deviceId.endsWith(`:${path}`)
      : device.deviceId.endsWith(`:${usb.serialNumber}`),
  );
  return known ?? readers.find(({ path }) => path === device.location) ?? null;
}

/** How a serial reader is set up, in words, e.g. "9,600 bit/s, each read ended by CR". */
export function describeSerialReader(setting: SerialReaderSetting): string {
  const speed = `${formatCount(setting.baudRate)} bit/s`;
  const parts = [speed, unusualLineWords(setting.line), framingWords(setting)];
  if (setting.kind === 'lines') {
    parts.push(...affixWords(setting));
  }
  return parts.filter((part) => part !== '').join(', ');
}

/** What a keyboard reader's setting does, in words. */
export function describeWedge(wedge: WedgeSetting): string {
  const parts = affixWords(wedge);
  return parts.length === 0
    ? 'Nothing is taken off a read.'
    : `Taken off each read: ${parts.join(', ')}.`;
}

/** Whether a keyboard reader was set up here. */
export function hasAffixes({ prefix, suffix }: WedgeSetting): boolean {
  return prefix !== '' || suffix !== '';
}

function framingWords({ kind, framing, frameCheck, rfidChecksum }: SerialReaderSetting): string {
  switch (kind) {
    case 'lines':
      return LINE_ENDS[framing];
    case 'framed':
      return frameCheck === 'none'
        ? 'each read between STX and ETX'
        : `each read between STX and ETX, checked by ${frameCheck.toUpperCase()}`;
    case 'rfid':
      return `RFID frames, ${CHECKSUMS[rfidChecksum]}`;
    case 'pn532':
      return 'NFC module PN532';
  }
}

function affixWords({ prefix, suffix }: WedgeSetting): string[] {
  return [
    prefix === '' ? '' : `prefix ${visible(prefix)}`,
    suffix === '' ? '' : `suffix ${visible(suffix)}`,
  ].filter((part) => part !== '');
}

/** Characters that cannot be seen by their escapes, in quotation marks. */
function visible(text: string): string {
  return JSON.stringify(text);
}

function isSameReader(left: SerialReaderSetting, right: SerialReaderSetting): boolean {
  const sameDevice =
    left.usb !== null &&
    left.usb.serialNumber !== '' &&
    left.usb.vendorId === right.usb?.vendorId &&
    left.usb.productId === right.usb.productId &&
    left.usb.serialNumber === right.usb.serialNumber;
  return sameDevice || left.path === right.path;
}
