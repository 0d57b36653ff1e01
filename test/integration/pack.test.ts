import { extractFile, listPackage, statFile } from '@electron/asar';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, startScript } from '../support/processes.ts';

const desktop = join(projectRoot, 'artifacts', 'desktop');

describe('the packed desktop folder', () => {
  let archive = '';
  let paths: string[] = [];

  beforeAll(async () => {
    const packing = startScript('scripts/pack.ts');
    const { code } = await packing.exited;
    expect(code, packing.output()).toBe(0);
    const found = readdirSync(desktop, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith('app.asar'),
    );
    expect(found).toBeDefined();
    archive = join(desktop, found ?? '');
    paths = listPackage(archive, { isPack: false }).map((path) =>
      path.replaceAll('\\', '/').replace(/^\//, ''),
    );
  });

  it('holds the renderer, the main process, the preload and the device host', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/main/electron.js',
        'dist/preload/preload.cjs',
        'dist/hardware/deviceHost.js',
        'dist/renderer/index.html',
      ]),
    );
    expect(paths.some((path) => /^dist\/renderer\/assets\/.+\.js$/.test(path))).toBe(true);
  });

  it('starts with a file that is in it', () => {
    const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as unknown;
    expect(manifest).toMatchObject({ main: 'dist/main/electron.js', type: 'module' });
  });

  it('holds no ledger, no tests, no sources and no packages that the bundles hold already', () => {
    const tops = new Set(paths.map((path) => path.split('/')[0]));
    expect([...tops].sort()).toEqual(['dist', 'node_modules', 'package.json']);
    expect(paths.filter((path) => /\.(ts|tsx|map|c|cc|cpp|h|gyp)$/.test(path))).toEqual([]);
    const ledgers = /node_modules\/(fastify|pg|@electric-sql|rxdb|dexie|react|zod|electron)(\/|$)/;
    expect(paths.filter((path) => ledgers.test(path))).toEqual([]);
    const main = extractFile(archive, 'dist/main/electron.js').toString();
    expect(main).not.toMatch(/CREATE TABLE/i);
  });

  it('holds the native binaries of this platform and of no other, outside of the archive', () => {
    const binaries = paths.filter((path) => path.endsWith('.node'));
    expect(binaries.some((path) => path.includes('node_modules/node-hid/'))).toBe(true);
    expect(binaries.some((path) => path.includes('bindings-cpp/'))).toBe(true);
    const here = `${process.platform}-`;
    expect(binaries.filter((path) => !path.includes(here) || path.includes('musl'))).toEqual([]);
    expect(binaries.filter((path) => !path.includes(process.arch))).toEqual([]);
    for (const path of binaries) {
      const entry = statFile(archive, path, false);
      expect('unpacked' in entry && entry.unpacked, path).toBe(true);
      expect(existsSync(join(`${archive}.unpacked`, path)), path).toBe(true);
    }
  });
});
