import { buildBundles } from './support/buildBundles.ts';

/** npm run build: renderer, Electron main, preload and device host, into dist/. */
const outcome = await buildBundles();
process.stdout.write(outcome === 'built' ? 'Built into dist/.\n' : 'dist/ is up to date.\n');
