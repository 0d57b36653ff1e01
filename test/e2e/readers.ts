import type { Page } from '@playwright/test';
import { emulateScanner, emulatedScannerName } from '../support/umockdev.ts';
import type { Scannable } from './demoGoods.ts';

/** A reader in the hands of a test. */
export interface Reader {
  /** One line that says what reads. */
  readonly description: string;
  /** The words in front of the host's command. */
  readonly prefix: readonly string[];
  /** What the terminal calls it. */
  readonly deviceName: string;
  /** Lets it read a barcode. */
  scan(page: Page, item: Scannable): Promise<void>;
  stop(): Promise<void>;
}

/** An emulated USB scanner that node-hid's native code reads; Linux only, fails where umockdev or socat is missing. */
export async function emulatedReader(): Promise<Reader> {
  const scanner = await emulateScanner();
  return {
    description: `an emulated USB scanner (${emulatedScannerName}), read by node-hid's native code`,
    prefix: scanner.prefix,
    deviceName: emulatedScannerName,
    scan: (_page, item) => scanner.scan(item.number),
    stop: () => scanner.stop(),
  };
}

/** The simulated reader of the demonstration's panel, which sends its reports through the same decoder. */
export function simulatedReader(): Reader {
  return {
    description: 'the simulated reader of the demonstration’s panel',
    prefix: [],
    deviceName: 'Simulated',
    scan: async (page, item) => {
      await page.getByRole('button', { name: 'Demonstration' }).click();
      await page
        .getByRole('button', { name: `Present ${item.title}`, exact: true })
        .first()
        .click();
      await page.keyboard.press('Escape');
    },
    stop: () => Promise.resolve(),
  };
}
