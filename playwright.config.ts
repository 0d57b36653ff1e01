import { defineConfig } from '@playwright/test';
import { hostHere } from './scripts/support/chooseHost.ts';
import { BROWSER_HOST_ONLY, type HostOption } from './test/e2e/hostOption.ts';
import { chromiumArguments, findChromium } from './test/support/chromium.ts';

const executablePath = findChromium();
const { kind } = hostHere();

export default defineConfig<HostOption>({
  testDir: 'test/e2e',
  outputDir: 'artifacts/playwright',
  reporter: [['list'], ['json', { outputFile: 'artifacts/playwright.json' }]],
  // Each spec runs a ledger, a host and a browser of its own: two at a time fill a machine of two processors, and with three
  // a key that a test presses may come too late to be a scanner's.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // A test takes some ten seconds; this ends one that hangs, also on a machine with much else to do.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  // The names are those that the summary of the tests tells.
  projects: [
    { name: 'browser host', use: { host: 'browser' } },
    ...(kind === 'electron'
      ? [
          {
            name: 'Electron',
            use: { host: 'electron' as const },
            grepInvert: new RegExp(BROWSER_HOST_ONLY),
          },
        ]
      : []),
  ],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1366, height: 768 },
    // A trace costs a sixth of a test's time: `--trace on` makes one of a test that failed.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      args: [...chromiumArguments],
      ...(executablePath === null ? {} : { executablePath }),
    },
  },
});
