import type { Device } from '../../../ipc/channels/devices.ts';

const CLASSES: Readonly<Record<Device['deviceClass'], string>> = {
  Scanner: 'Barcode scanner',
  MSR: 'Magnetic stripe reader',
  RFIDScanner: 'RFID reader',
};

const CONNECTIONS: Readonly<Record<Device['connection'], string>> = {
  hid: 'USB',
  serial: 'Serial port',
  wedge: 'Keyboard',
  simulator: 'Simulated',
};

const STATES: Readonly<Record<Device['state'], string>> = {
  ready: 'Ready',
  opening: 'Starting',
  opened: 'In use elsewhere',
  claimed: 'Starting',
  gone: 'Unplugged',
  failed: 'Cannot be used',
};

/** What a reader is and how it is connected, e.g. "Barcode scanner · USB · /dev/hidraw0". */
export function describeDevice({
  deviceClass,
  connection,
  location,
  name,
}: Pick<Device, 'deviceClass' | 'connection' | 'location' | 'name'>): string {
  const place = name.includes(location) ? '' : location;
  return [CLASSES[deviceClass], CONNECTIONS[connection], place]
    .filter((part) => part !== '')
    .join(' · ');
}

/** A reader's state in words. */
export function deviceStateWord(state: Device['state']): string {
  return STATES[state];
}

/** What to do about a reader that is not ready: the host's words, or what holds for any reader; empty while ready. */
export function deviceAdvice({ state, detail }: Pick<Device, 'state' | 'detail'>): string {
  if (detail !== '' || state === 'ready') {
    return detail;
  }
  switch (state) {
    case 'opened':
      return 'Another terminal on this machine has the reader. It is taken up here once the other lets it go.';
    case 'opening':
    case 'claimed':
      return 'The reader is being opened. This takes a few seconds.';
    case 'gone':
      return 'Check the cable and plug the reader in again; it is taken up by itself.';
    case 'failed':
      return 'Unplug the reader and plug it in again. If it stays so, call IT.';
  }
}

/** The name by which an observation's reader is known: the list's, or what a keyboard reader is called. */
export function readerName(devices: readonly Device[], deviceId: string): string {
  const device = devices.find((one) => one.deviceId === deviceId);
  return device?.name ?? (deviceId === 'wedge' ? 'Keyboard reader' : 'Reader');
}
