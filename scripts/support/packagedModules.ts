import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The packages that the bundles import instead of holding them. */
const RUNTIME_PACKAGES = ['node-hid', 'serialport'];

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dev: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/**
 * Patterns for electron-builder that leave out of the desktop folder every production package that the bundles do not
 * need at run time, and the native binaries of other platforms.
 */
export async function exclusions(
  root: string,
  platform: string,
  architecture: string,
): Promise<string[]> {
  const lock = lockSchema.parse(
    JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')),
  );
  const needed = neededPaths(lock.packages);
  // By name: electron-builder lays packages out in its own way, not as they lie here.
  const neededNames = new Set([...needed].map(nameOf));
  const productionNames = Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path]) => nameOf(path));
  const superfluous = [...new Set(productionNames)]
    .filter((name) => !neededNames.has(name))
    .map((name) => `!**/node_modules/${name}{,/**}`);
  const binaries = await nativeBinaries(root, needed);
  const foreign = binaries
    .filter((path) => !isNativeFor(path, platform, architecture))
    .map((path) => `!${path}`);
  return [...superfluous, ...foreign];
}

/** Whether a prebuilt binary, by the names of its folder and file, is for Electron on this platform. */
export function isNativeFor(path: string, platform: string, architecture: string): boolean {
  const folder = path.split('/').at(-2) ?? '';
  const named = new RegExp(`(^|[-_])${platform}-([a-z0-9]+\\+)*${architecture}(\\+|$)`).test(
    folder,
  );
  // Electron for Linux is built against glibc only.
  return named && !path.includes('musl');
}

type LockedPackages = z.infer<typeof lockSchema>['packages'];

/** Where the runtime packages and all that they need lie, as the lock file spells it. */
function neededPaths(packages: LockedPackages): ReadonlySet<string> {
  const needed = new Set<string>();
  const add = (name: string, from: string): void => {
    const path = resolvePath(packages, name, from);
    if (path !== null && !needed.has(path)) {
      needed.add(path);
      for (const dependency of Object.keys(packages[path]?.dependencies ?? {})) {
        add(dependency, path);
      }
    }
  };
  for (const name of RUNTIME_PACKAGES) {
    add(name, '');
  }
  return needed;
}

/** The package's name: what follows the last "node_modules/". */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Node's look-up: the nearest node_modules upwards of `from` that has the package. */
function resolvePath(packages: LockedPackages, name: string, from: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/'))) {
    const base = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
    const path = `${base}node_modules/${name}`;
    if (packages[path] !== undefined) {
      return path;
    }
    if (!folder.includes('node_modules/')) {
      return null;
    }
  }
}

async function nativeBinaries(root: string, folders: ReadonlySet<string>): Promise<string[]> {
  const found = [];
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true });
    found.push(
      ...entries
        .filter((name) => name.endsWith('.node'))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    );
  }
  return [...new Set(found)].sort();
}
