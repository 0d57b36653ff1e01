import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const NOTE =
  'This stands where the Electron runtime belongs: it could not be had when this folder was packed.\n';

/** The files that electron-builder wants to find in a runtime, by platform. */
const LAYOUTS: Readonly<Record<string, readonly string[]>> = {
  linux: ['electron', 'locales/en-GB.pak', 'LICENSE', 'version'],
  win32: ['electron.exe', 'locales/en-GB.pak', 'LICENSE', 'version'],
};

/**
 * Makes a folder with the layout of an Electron runtime and no runtime in it, so that a desktop folder can be packed and
 * looked into where Electron cannot be had. Gives false for a platform whose layout cannot be imitated (macOS: its bundle
 * is edited, not copied).
 */
export async function makeLayoutOnlyElectron(folder: string, platform: string): Promise<boolean> {
  const layout = LAYOUTS[platform];
  if (layout === undefined) {
    return false;
  }
  await rm(folder, { recursive: true, force: true });
  for (const path of layout) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), NOTE, { mode: 0o755 });
  }
  return true;
}
