import type { Device } from '../../../ipc/channels/devices.ts';
import type { ReaderName } from '../../../ipc/channels/settings.ts';

/** The longest name that a person can give. */
export const LONGEST_READER_NAME = 60;

/** The most names that are kept. */
const MAXIMUM_READER_NAMES = 64;

/** The readers under the names that people gave them; the others keep make and model. */
export function namedDevices(
  devices: readonly Device[],
  names: readonly ReaderName[] | undefined,
): Device[] {
  return devices.map((device) => {
    const given = names?.find(({ deviceId }) => deviceId === device.deviceId);
    return given === undefined ? device : { ...device, name: given.name };
  });
}

/** The names with `name` for `deviceId`; an empty one gives make and model back. The oldest make room. */
export function withReaderName(
  names: readonly ReaderName[] | undefined,
  deviceId: string,
  name: string,
): ReaderName[] {
  const others = (names ?? []).filter((one) => one.deviceId !== deviceId);
  const trimmed = name.trim().slice(0, LONGEST_READER_NAME);
  const all = trimmed === '' ? others : [...others, { deviceId, name: trimmed }];
  return all.slice(-MAXIMUM_READER_NAMES);
}
