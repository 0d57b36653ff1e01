/**
 * `npm run demo`: the story of the terminal without a hand on it, in a real browser and with an emulated reader, told
 * step by step with the balances at terminal and ledger. Exits 1 where they differ or anything else goes wrong.
 */
import { chromium } from '@playwright/test';
import { emulatedReader, simulatedReader } from '../test/e2e/readers.ts';
import { playStory } from '../test/e2e/story.ts';
import { Till } from '../test/e2e/till.ts';
import { World } from '../test/e2e/world.ts';
import { chromiumArguments, chromiumPath } from '../test/support/chromium.ts';
import { buildBundles } from './support/buildBundles.ts';
import { isOnPath } from './support/isOnPath.ts';

async function main(): Promise<void> {
  const executablePath = chromiumPath();
  await buildBundles();
  const mayEmulate = ['umockdev-run', 'socat'].every(isOnPath) && process.platform === 'linux';
  const world = new World(mayEmulate ? await emulatedReader() : simulatedReader());
  tell(`reader: ${world.reader.description}`);
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    await world.startLedger();
    tell('a ledger with the demonstration chain runs');
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    const till = new Till(page, world.reader);
    await playStory(world, till, tell, () => Promise.resolve());
  } finally {
    await browser.close();
    await world.close();
  }
}

let step = 0;
function tell(text: string): void {
  step += 1;
  process.stdout.write(`${String(step).padStart(2)}. ${text}\n`);
}

try {
  await main();
  process.stdout.write('The balances at terminal and ledger are equal.\n');
} catch (error) {
  process.stderr.write(
    `The demonstration failed: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
