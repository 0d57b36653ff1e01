import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { electronBinary } from '../../scripts/support/chooseHost.ts';
import { projectRoot } from '../support/processes.ts';
import type { HostOption } from './hostOption.ts';
import { emulatedReader, simulatedReader } from './readers.ts';
import type { Picture } from './story.ts';
import { Till } from './till.ts';
import { World } from './world.ts';

const screens = join(projectRoot, 'artifacts', 'screens');

export interface Fixtures extends HostOption {
  /** Whether node-hid reads an emulated USB scanner; elsewhere than on Linux the simulated reader takes its place. */
  readonly usbScanner: boolean;
  /** A ledger that runs, and a host that the test starts. */
  readonly world: World;
  readonly till: Till;
  /** Keeps a picture of the screen in artifacts/screens. */
  readonly picture: Picture;
}

/** What all tests of a worker share. */
export interface WorkerFixtures {
  /** Where a ledger of the demonstration kept its data when it had just been made: copied, it spares making another. */
  readonly newLedgerFolder: string;
}

/** Playwright's test on a ledger, a host, a reader and a browser of its own. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  newLedgerFolder: [
    async ({}, use) => {
      const world = new World();
      try {
        await world.startLedger();
        await world.stopLedger();
        await use(world.ledgerFolder);
      } finally {
        await world.close();
      }
    },
    { scope: 'worker' },
  ],
  usbScanner: [false, { option: true }],
  host: ['browser', { option: true }],
  world: async ({ usbScanner, host, newLedgerFolder }, use) => {
    const emulated = usbScanner && process.platform === 'linux';
    const reader = emulated ? await emulatedReader() : simulatedReader();
    const world = new World(reader, { electron: host === 'electron' ? electronHere() : null });
    try {
      cpSync(newLedgerFolder, world.ledgerFolder, { recursive: true });
      await world.startLedger();
      await use(world);
    } finally {
      await world.close();
    }
  },
  page: async ({ context, world, host }, use) => {
    // The window of the desktop application comes with its host; a browser's page waits for an address.
    const opened = host === 'electron' ? await world.startHost() : '';
    await use(typeof opened === 'string' ? await context.newPage() : opened);
  },
  till: async ({ page, world }, use) => {
    await use(new Till(page, world.reader));
  },
  picture: async ({ page }, use, testInfo) => {
    mkdirSync(screens, { recursive: true });
    const story = testInfo.titlePath[0]?.replace(/^.*\/|\.spec\.ts$/g, '') ?? 'screen';
    await use(async (name) => {
      await page.screenshot({ path: join(screens, `${story}-${name}.png`) });
    });
  },
});

function electronHere(): string {
  const binary = electronBinary();
  if (binary === null) {
    throw new Error('the Electron binary is not here');
  }
  return binary;
}
