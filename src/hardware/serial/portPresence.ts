import { stat } from 'node:fs/promises';

/**
 * What tells one plugging of a port from the next: the device behind its name, following links (udev's `by-id` names are
 * links). Null where the name leads nowhere. On Windows ports are no files: always the same text, and the driver's own
 * error ends a read.
 */
export async function portIdentity(path: string, platform: string): Promise<string | null> {
  if (platform === 'win32') {
    return path;
  }
  try {
    const { dev, ino, rdev, birthtimeMs } = await stat(path);
    return `${dev}:${ino}:${rdev}:${birthtimeMs}`;
  } catch {
    return null;
  }
}
