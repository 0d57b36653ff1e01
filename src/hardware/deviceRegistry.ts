import { MAXIMUM_DEVICES, type HardwareDevice } from './hostMessages.ts';

/** The list of readers as people see it: one entry a reader, in the order in which they were first met. */
export class DeviceRegistry {
  readonly #devices = new Map<string, HardwareDevice>();
  readonly #changed: (devices: HardwareDevice[]) => void;

  /** `changed` hears the whole list after each change. */
  constructor(changed: (devices: HardwareDevice[]) => void) {
    this.#changed = changed;
  }

  /** The list now. */
  list(): HardwareDevice[] {
    return [...this.#devices.values()];
  }

  /** Adds or replaces an entry. Where the list is full, a reader that is gone makes room, else the new one is left out. */
  set(device: HardwareDevice): void {
    const before = this.#devices.get(device.deviceId);
    const next = {
      ...device,
      name: device.name.slice(0, 200),
      location: device.location.slice(0, 300),
      detail: device.detail.slice(0, 500),
    };
    if (before !== undefined && sameDevice(before, next)) {
      return;
    }
    if (before === undefined && this.#devices.size >= MAXIMUM_DEVICES && !this.#makeRoom()) {
      return;
    }
    this.#devices.set(device.deviceId, next);
    this.#changed(this.list());
  }

  /** Takes an entry off the list, e.g. when its configuration is gone. */
  remove(deviceId: string): void {
    if (this.#devices.delete(deviceId)) {
      this.#changed(this.list());
    }
  }

  #makeRoom(): boolean {
    for (const [deviceId, { state }] of this.#devices) {
      if (state === 'gone') {
        return this.#devices.delete(deviceId);
      }
    }
    return false;
  }
}

function sameDevice(left: HardwareDevice, right: HardwareDevice): boolean {
  return (
    left.connection === right.connection &&
    left.deviceClass === right.deviceClass &&
    left.name === right.name &&
    left.location === right.location &&
    left.state === right.state &&
    left.detail === right.detail
  );
}
