import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { demoMember } from '../../src/ledger/demonstration/demoMember.ts';
import { DEMO_SEED } from '../../src/ledger/demonstration/demoChain.ts';
import { DEFAULT_SETTINGS } from '../../src/main/settings/settingsStore.ts';
import { profileLayout } from '../../src/main/profile/profileLayout.ts';
import { operators } from '../e2e/demoGoods.ts';
import { simulatedReader, type Reader } from '../e2e/readers.ts';
import { Till } from '../e2e/till.ts';
import { World } from '../e2e/world.ts';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { seededRandom } from '../support/ports.ts';
import { serialReaderSetting } from '../support/serialReaderSetting.ts';
import { startSerialPair, type SerialPair } from '../support/socat.ts';
import { installScanWatch, type ScanSighting } from './page/scanWatch.ts';
import { pageClockOffset } from './pageClock.ts';
import { durationsOf, type DurationsMs } from './percentiles.ts';

const WARM_UP = 20;
/** Coprime to every number of members that is not a multiple of it, so that no member comes twice. */
const STRIDE = 7919;
const FILL_TIMEOUT_MS = 120_000;
/** A page that has not got more pages of members for this long is filled. */
const SETTLED_MS = 1500;

/** From a scan's last byte to the member on the screen, in the running product. */
export interface ScanToScreenFigures {
  readonly members: number;
  readonly scans: number;
  /** Last byte sent by the reader until name and balance are painted. */
  readonly scanToScreen: DurationsMs;
  /** Of that: last byte until the page has the host's message (pseudo terminal, device host, host, WebSocket). */
  readonly readerToPage: DurationsMs;
  /** Of that: message until name and balance stand in the document (look-up, quote, React). */
  readonly pageToDocument: DurationsMs;
  /** Of that: document until the frame is painted. */
  readonly documentToPaint: DurationsMs;
  /** One `get` of a page's record, IndexedDB without a library, taken between the scans in the same page. */
  readonly bareRead: DurationsMs;
  readonly pageCharacters: number;
  /** How far the clocks of page and reader may be misread. */
  readonly clockUncertaintyMs: number;
}

interface Sample extends ScanSighting {
  /** The last byte, in the page's clock. */
  readonly lastByteMs: number;
  readonly bareReadMs: number;
}

/**
 * Scans cards of `members` members at a real serial port into the whole product: ledger, host and device host as
 * processes, the terminal in Chromium. Takes about a minute.
 */
export async function measureScanToScreen(
  members = 100_000,
  scans = 400,
): Promise<ScanToScreenFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'loyalty-bench-scan-'));
  const serial = await startSerialPair(folder);
  const world = new World(serialReader(serial), { members });
  try {
    keepSerialReader(world.profile, serial.hostPath);
    await world.startLedger();
    const browser = await chromium.launchPersistentContext(join(folder, 'browser'), {
      executablePath: chromiumPath(),
      args: [...chromiumArguments],
      viewport: { width: 1366, height: 768 },
    });
    try {
      const page = await browser.newPage();
      await page.addInitScript(installScanWatch);
      const till = new Till(page, world.reader);
      await till.open(await world.startHost());
      await untilFilled(page);
      await till.signOn(operators.cashier);
      await till.readerReady();
      return { members, scans, ...(await scanAll(page, serial, members, scans)) };
    } finally {
      await browser.close();
    }
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function serialReader(serial: SerialPair): Reader {
  return {
    ...simulatedReader(),
    description: 'a serial scanner on a pseudo terminal',
    deviceName: 'Serial reader',
    scan: (_page, item) => serial.write(`${item.number}\r`),
    stop: () => serial.unplug(),
  };
}

function keepSerialReader(profile: string, path: string): void {
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const settings = { ...DEFAULT_SETTINGS, serialReaders: [serialReaderSetting(path)] };
  writeFileSync(profileLayout(profile).settingsFile, JSON.stringify(settings));
}

async function untilFilled(page: Page): Promise<void> {
  await page.waitForFunction(async () => (await window.benchScan.countPages()) > 0, null, {
    timeout: FILL_TIMEOUT_MS,
    polling: 500,
  });
  let counted = -1;
  for (let rounds = 0; rounds < FILL_TIMEOUT_MS / SETTLED_MS; rounds += 1) {
    await expect(page.getByTestId('fill-progress')).toHaveCount(0, { timeout: FILL_TIMEOUT_MS });
    const count = await page.evaluate(() => window.benchScan.countPages());
    if (count === counted) {
      return;
    }
    counted = count;
    await page.waitForTimeout(SETTLED_MS);
  }
  throw new Error('the first fill did not come to an end');
}

async function scanAll(page: Page, serial: SerialPair, members: number, scans: number) {
  const pageCharacters = await page.evaluate(() => window.benchScan.copyPages());
  const before = await pageClockOffset(page);
  const random = seededRandom(1);
  const samples: Sample[] = [];
  for (let scan = 0; scan < WARM_UP + scans; scan += 1) {
    const member = demoMember(DEMO_SEED, ((scan + 1) * STRIDE) % members);
    const bareReadMs = await page.evaluate(() => window.benchScan.bareReadMs());
    const sighting = page.evaluate((expected) => window.benchScan.sighting(expected), {
      displayName: member.displayName,
      cardLabel: member.cardLabel,
      confirmedPoints: member.openingPoints,
    });
    // Uneven pauses, so that scans do not fall on the same instant of a frame every time.
    await page.waitForTimeout(60 + 60 * random.next());
    const lastByteMs = performance.now() + before.offsetMs;
    await serial.write(`${member.cardNumber}\r`);
    const seen = await sighting;
    if (scan >= WARM_UP) {
      samples.push({ ...seen, lastByteMs, bareReadMs });
    }
  }
  const after = await pageClockOffset(page);
  const drift = Math.abs(after.offsetMs - before.offsetMs);
  const spread = (pick: (sample: Sample) => number) => durationsOf(samples.map(pick));
  return {
    scanToScreen: spread(({ paintedAtMs, lastByteMs }) => paintedAtMs - lastByteMs),
    readerToPage: spread(({ readAtMs, lastByteMs }) => readAtMs - lastByteMs),
    pageToDocument: spread(({ shownAtMs, readAtMs }) => shownAtMs - readAtMs),
    documentToPaint: spread(({ paintedAtMs, shownAtMs }) => paintedAtMs - shownAtMs),
    bareRead: spread(({ bareReadMs }) => bareReadMs),
    pageCharacters,
    clockUncertaintyMs: Math.max(before.uncertaintyMs, after.uncertaintyMs, drift),
  };
}
