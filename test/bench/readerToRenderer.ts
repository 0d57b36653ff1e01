import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { hidPosReport } from '../../src/hardware/simulator/hidPosReport.ts';
import { profileLayout } from '../../src/main/profile/profileLayout.ts';
import { DEFAULT_SETTINGS } from '../../src/main/settings/settingsStore.ts';
import { cardOf, operators } from '../e2e/demoGoods.ts';
import type { Reader } from '../e2e/readers.ts';
import { Till } from '../e2e/till.ts';
import { World } from '../e2e/world.ts';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { serialReaderSetting } from '../support/serialReaderSetting.ts';
import { startSerialPair } from '../support/socat.ts';
import { emulateScanner, emulatedScannerName, type EmulatedScanner } from '../support/umockdev.ts';
import { openBareHid, openBareSerial } from './bareReads.ts';
import { installScanWatch } from './page/scanWatch.ts';
import { pageClockOffset } from './pageClock.ts';
import { durationsOf, type DurationsMs } from './percentiles.ts';

const WARM_UP = 20;
const ROUNDS = 300;
/** After each read, so that the page has drawn it and the readers are not taken for noisy. */
const PAUSE_MS = 20;

/** From a scan's last byte at the port to its event in the renderer, beside the same bytes at bare drivers. */
export interface ReaderToRendererFigures {
  readonly rounds: number;
  /** The running product: device host, host and page as processes. */
  readonly serialToRenderer: DurationsMs;
  /** `serialport` in a process of its own job only. */
  readonly bareSerialPort: DurationsMs;
  readonly serialRatioP50: number;
  readonly serialAddedP50Ms: number;
  readonly hidToRenderer: DurationsMs;
  /** `node-hid` in a process that does nothing else. */
  readonly bareNodeHid: DurationsMs;
  readonly hidRatioP50: number;
  readonly hidAddedP50Ms: number;
  /** How far the clocks of page and reader may be misread. */
  readonly clockUncertaintyMs: number;
}

/** One way of a scan: sends it and gives how long it took, in milliseconds. */
type Way = () => Promise<number>;

/** Measures both kinds of port through the whole product, in turn with bare drivers. Needs Linux, umockdev and socat. */
export async function measureReaderToRenderer(): Promise<ReaderToRendererFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'loyalty-bench-readers-'));
  const serial = await startSerialPair(folder);
  const scanner = await emulateScanner();
  const world = new World(hidReader(scanner));
  const bareSerial = await openBareSerial(join(folder, 'bare'));
  const bareHid = await openBareHid();
  try {
    mkdirSync(world.profile, { recursive: true, mode: 0o700 });
    const settings = { ...DEFAULT_SETTINGS, serialReaders: [serialReaderSetting(serial.hostPath)] };
    writeFileSync(profileLayout(world.profile).settingsFile, JSON.stringify(settings));
    await world.startLedger();
    const browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: [...chromiumArguments],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
      await page.addInitScript(installScanWatch);
      const till = new Till(page, world.reader);
      await till.open(await world.startHost());
      await till.signOn(operators.cashier);
      await till.readerReady();
      const { number } = cardOf(1);
      return await takeTurns(page, {
        serialToRenderer: () => serial.write(`${number}\r`),
        hidToRenderer: () => scanner.sendReport(hidPosReport(number)),
        bareSerialPort: () => bareSerial.measureMs(`${number}\r`),
        bareNodeHid: () => bareHid.measureMs(hidPosReport(number)),
      });
    } finally {
      await browser.close();
    }
  } finally {
    await bareHid.close();
    await bareSerial.close();
    await world.close();
    await serial.unplug();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function hidReader(scanner: EmulatedScanner): Reader {
  return {
    description: 'an emulated USB scanner',
    prefix: scanner.prefix,
    deviceName: emulatedScannerName,
    scan: (_page, item) => scanner.scan(item.number),
    stop: () => scanner.stop(),
  };
}

interface Ports {
  readonly serialToRenderer: () => Promise<void>;
  readonly hidToRenderer: () => Promise<void>;
  readonly bareSerialPort: Way;
  readonly bareNodeHid: Way;
}

async function takeTurns(page: Page, ports: Ports): Promise<ReaderToRendererFigures> {
  const before = await pageClockOffset(page);
  const throughProduct =
    (send: () => Promise<void>): Way =>
    async () => {
      const heard = page.evaluate(() => window.benchScan.nextRead());
      // The page must listen before the reader speaks.
      await page.evaluate(() => undefined);
      const sentMs = performance.now() + before.offsetMs;
      await send();
      return (await heard) - sentMs;
    };
  const ways = {
    serialToRenderer: throughProduct(ports.serialToRenderer),
    bareSerialPort: ports.bareSerialPort,
    hidToRenderer: throughProduct(ports.hidToRenderer),
    bareNodeHid: ports.bareNodeHid,
  };
  const samples = { serialToRenderer: [], bareSerialPort: [], hidToRenderer: [], bareNodeHid: [] };
  const taken: Record<keyof typeof ways, number[]> = samples;
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const name of [
      'serialToRenderer',
      'bareSerialPort',
      'hidToRenderer',
      'bareNodeHid',
    ] as const) {
      const tookMs = await ways[name]();
      if (round >= WARM_UP) {
        taken[name].push(tookMs);
      }
      await page.waitForTimeout(PAUSE_MS);
    }
  }
  const after = await pageClockOffset(page);
  const serialToRenderer = durationsOf(taken.serialToRenderer);
  const bareSerialPort = durationsOf(taken.bareSerialPort);
  const hidToRenderer = durationsOf(taken.hidToRenderer);
  const bareNodeHid = durationsOf(taken.bareNodeHid);
  return {
    rounds: ROUNDS,
    serialToRenderer,
    bareSerialPort,
    serialRatioP50: serialToRenderer.p50 / bareSerialPort.p50,
    serialAddedP50Ms: serialToRenderer.p50 - bareSerialPort.p50,
    hidToRenderer,
    bareNodeHid,
    hidRatioP50: hidToRenderer.p50 / bareNodeHid.p50,
    hidAddedP50Ms: hidToRenderer.p50 - bareNodeHid.p50,
    clockUncertaintyMs: Math.max(
      before.uncertaintyMs,
      after.uncertaintyMs,
      Math.abs(after.offsetMs - before.offsetMs),
    ),
  };
}
