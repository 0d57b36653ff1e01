import { watch, type FSWatcher } from 'node:fs';

/** Hears that something about HID devices may have changed. */
export interface HotPlugWatch {
  /** Whether changes are told at all; where not, the caller enumerates from time to time. */
  readonly active: boolean;
  stop(): void;
}

const HIDRAW_NODE = /^hidraw[0-9]+$/;

/**
 * Watches for HID devices that come, go or change their permissions, without asking for the list of devices.
 *
 * Linux: the nodes `/dev/hidraw*` appear and vanish with the devices, and inotify tells it for nothing. Windows and
 * macOS: Node has no such notice, so `active` is false there, and where `/dev` cannot be watched.
 */
export function watchHidHotPlug(
  platform: string,
  changed: () => void,
  directory = '/dev',
): HotPlugWatch {
  if (platform !== 'linux') {
    return inactive;
  }
  try {
    const watcher: FSWatcher = watch(directory, { persistent: false }, (_event, name) => {
      if (name === null || HIDRAW_NODE.test(name)) {
        changed();
      }
    });
    const state = { active: true };
    watcher.on('error', () => {
      state.active = false;
      watcher.close();
      changed();
    });
    return {
      get active() {
        return state.active;
      },
      stop: () => watcher.close(),
    };
  } catch {
    return inactive;
  }
}

const inactive: HotPlugWatch = { active: false, stop: () => undefined };
