import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { projectRoot } from './runTool.ts';
import { sourceStamp } from './sourceStamp.ts';

/** Packages with native code, or that Electron itself provides: they stay imports. */
const EXTERNAL = ['electron', 'node-hid', 'serialport'];

const outputFolder = join(projectRoot, 'dist');
const stampFile = join(outputFolder, 'sources.sha256');

/** One bundle for Node or Electron: where it starts and what it becomes. */
interface Bundle {
  readonly entry: string;
  readonly folder: string;
  readonly file: string;
  readonly format: 'es' | 'cjs';
}

const bundles: readonly Bundle[] = [
  { entry: 'src/main/electron/entry.ts', folder: 'main', file: 'electron.js', format: 'es' },
  // A sandboxed preload must be CommonJS (electronjs.org, "ES Modules in Electron").
  { entry: 'src/preload/preload.ts', folder: 'preload', file: 'preload.cjs', format: 'cjs' },
  { entry: 'src/hardware/deviceHost.ts', folder: 'hardware', file: 'deviceHost.js', format: 'es' },
];

/** Builds renderer, Electron main, preload and device host into dist/; does nothing where no source changed since. */
export async function buildBundles(): Promise<'built' | 'unchanged'> {
  const stamp = await sourceStamp(projectRoot);
  if ((await keptStamp()) === stamp) {
    return 'unchanged';
  }
  await rm(stampFile, { force: true });
  await build({ configFile: join(projectRoot, 'vite.config.ts'), logLevel: 'warn' });
  for (const bundle of bundles) {
    await build(configOf(bundle));
  }
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
  return 'built';
}

function configOf({ entry, folder, file, format }: Bundle): InlineConfig {
  return {
    configFile: false,
    root: projectRoot,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: entry,
      outDir: join(outputFolder, folder),
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external: EXTERNAL,
        output: { format, entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

async function keptStamp(): Promise<string | null> {
  try {
    return await readFile(stampFile, 'utf8');
  } catch {
    return null;
  }
}
