import type { HidDescription } from './hidBackend.ts';
import { hidDeviceClass } from './hidDeviceClass.ts';
import { scannerId } from './hidPosScanner.ts';

/**
 * The readers among the listed collections by id, each path once. Equal ones without serial numbers are numbered; one that
 * has an id already (`known`: path by id) keeps it while it stays at its path, so that a twin's unplug does not rename it.
 */
export function identifyReaders(
  listed: readonly HidDescription[],
  known: ReadonlyMap<string, string>,
): Map<string, HidDescription> {
  const byPath = new Map<string, HidDescription>();
  for (const description of listed) {
    if (hidDeviceClass(description) !== null && !byPath.has(description.path)) {
      byPath.set(description.path, description);
    }
  }
  const found = new Map<string, HidDescription>();
  for (const [deviceId, path] of known) {
    const description = byPath.get(path);
    if (description !== undefined && isNumberOf(deviceId, scannerId(description))) {
      found.set(deviceId, description);
      byPath.delete(path);
    }
  }
  for (const description of byPath.values()) {
    const base = scannerId(description);
    let deviceId = base;
    for (let number = 2; found.has(deviceId); number += 1) {
      deviceId = `${base}#${number}`;
    }
    found.set(deviceId, description);
  }
  return found;
}

function isNumberOf(deviceId: string, base: string): boolean {
  return deviceId === base || deviceId.startsWith(`${base}#`);
}
