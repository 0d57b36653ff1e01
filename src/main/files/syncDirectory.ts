import { open } from 'node:fs/promises';

/**
 * Returns once the names in a directory are on the disk. Windows has no such call: NTFS journals its names itself.
 * Rejects with a system error.
 */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
