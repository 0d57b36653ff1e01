import { build, Platform, type Configuration } from 'electron-builder';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildBundles } from './support/buildBundles.ts';
import { downloadElectron, electronBinary } from './support/chooseHost.ts';
import { makeLayoutOnlyElectron } from './support/layoutOnlyElectron.ts';
import { exclusions } from './support/packagedModules.ts';
import { projectRoot } from './support/runTool.ts';

const layoutOnlyFolder = join(projectRoot, 'artifacts', 'layout-only-electron');

/** The runtime to pack around, and what about it the configuration must know. */
async function runtime(): Promise<Configuration> {
  const binary = electronBinary() ?? (await downloadElectron());
  if (binary !== null) {
    const folder =
      process.platform === 'darwin' ? join(dirname(binary), '..', '..', '..') : dirname(binary);
    return { electronDist: folder };
  }
  if (!(await makeLayoutOnlyElectron(layoutOnlyFolder, process.platform))) {
    process.stderr.write('The Electron runtime is not here and could not be downloaded.\n');
    process.exit(1);
  }
  process.stdout.write(
    'The Electron runtime is not here and could not be downloaded: the folder is packed without it.\n',
  );
  // Fuses are bits in the runtime's binary.
  return { electronDist: layoutOnlyFolder, electronFuses: null };
}

/** npm run pack: the unpacked desktop folder for this platform, in artifacts/desktop. */
async function main(): Promise<void> {
  await buildBundles();
  await rm(join(projectRoot, 'artifacts', 'desktop'), { recursive: true, force: true });
  const config: Configuration = {
    extends: join(projectRoot, 'electron-builder.yml'),
    files: await exclusions(projectRoot, process.platform, process.arch),
    ...(await runtime()),
  };
  await build({ projectDir: projectRoot, targets: Platform.current().createTarget('dir'), config });
  process.stdout.write('Packed into artifacts/desktop.\n');
}

await main();
