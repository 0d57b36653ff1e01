import { afterEach, describe, expect, it } from 'vitest';
import { DeviceRegistry } from '../../../../src/hardware/deviceRegistry.ts';
import type {
  HidBackend,
  HidDescription,
  HidListener,
} from '../../../../src/hardware/hid/hidBackend.ts';
import type { ClaimDevice } from '../../../../src/hardware/hid/deviceClaim.ts';
import { HidScanners } from '../../../../src/hardware/hid/hidScanners.ts';
import type { ReaderContext } from '../../../../src/hardware/readerContext.ts';
import type { HardwareDevice } from '../../../../src/hardware/hostMessages.ts';
import { hidPosReport } from '../../../../src/hardware/simulator/hidPosReport.ts';
import { ownOrderDescriptor, ownOrderReport } from '../../../support/hidDescriptors.ts';
import { layoutA } from '../../../support/hidPosReports.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

/** Claims of this machine, some of which other processes hold. */
class ScriptedClaims {
  readonly heldElsewhere = new Map<string, number>();
  readonly waiting = new Map<string, () => void>();
  held = 0;

  claim: ClaimDevice = (path, freed) => {
    const holderPid = this.heldElsewhere.get(path);
    if (holderPid !== undefined) {
      this.waiting.set(path, freed);
      const release = (): Promise<void> => Promise.resolve();
      return Promise.resolve({ held: false, holderPid, release });
    }
    this.held += 1;
    return Promise.resolve({
      held: true,
      release: () => {
        this.held -= 1;
        return Promise.resolve();
      },
    });
  };

  free(path: string): void {
    this.heldElsewhere.delete(path);
    this.waiting.get(path)?.();
  }
}

/** What no machine lets a test do: a bus whose list lags, whose devices are twins, or may not be opened. */
class ScriptedBus implements HidBackend {
  listed: HidDescription[] = [];
  readonly denied = new Set<string>();
  readonly opened = new Map<string, HidListener>();
  readonly descriptors = new Map<string, Uint8Array>();
  looks = 0;
  opens = 0;
  closes = 0;
  unavailable = false;

  list(): Promise<HidDescription[]> {
    this.looks += 1;
    return this.unavailable
      ? Promise.reject(new Error('no libudev'))
      : Promise.resolve(this.listed);
  }

  reportDescriptor(path: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.descriptors.get(path) ?? null);
  }

  open(path: string, listener: HidListener): ReturnType<HidBackend['open']> {
    if (this.denied.has(path)) {
      return Promise.reject(new Error('cannot open device'));
    }
    this.opened.set(path, listener);
    this.opens += 1;
    return Promise.resolve({
      close: () => {
        this.closes += 1;
        if (this.opened.get(path) === listener) {
          this.opened.delete(path);
        }
        return Promise.resolve();
      },
    });
  }

  /** The cable is out: the device fails, and the list knows it or, as it lags, not yet. */
  pull(path: string): void {
    this.opened.get(path)?.onError(new Error('could not read from HID device'));
  }
}

function scanner(path: string, serialNumber = ''): HidDescription {
  return {
    path,
    vendorId: 0x0c2e,
    productId: 0x0b61,
    serialNumber,
    manufacturer: 'Honeywell',
    product: 'Voyager',
    interfaceNumber: 0,
    usagePage: 0x8c,
    usage: 2,
  };
}

describe('HidScanners', () => {
  const running: HidScanners[] = [];

  afterEach(async () => {
    for (const scanners of running.splice(0)) {
      await scanners.stop();
    }
  });

  function start(
    bus: ScriptedBus,
    claims = new ScriptedClaims(),
  ): {
    devices: () => HardwareDevice[];
    reads: string[];
    change: () => void;
    scanners: HidScanners;
  } {
    let changed: () => void = () => undefined;
    const reads: string[] = [];
    const registry = new DeviceRegistry(() => undefined);
    const context: ReaderContext = {
      clock: { nowMs: () => 0, monotonicMs: () => 0 },
      registry,
      deliver: (deviceId, _connection, outcomes) => {
        for (const outcome of outcomes) {
          reads.push(`${deviceId} ${outcome.result}`);
        }
      },
      log: () => undefined,
    };
    const scanners = new HidScanners(context, {
      backend: bus,
      claim: claims.claim,
      platform: 'linux',
      watch: (listener) => {
        changed = listener;
        return { active: true, stop: () => undefined };
      },
    });
    running.push(scanners);
    void scanners.start();
    return {
      devices: () => registry.list(),
      reads,
      change: () => changed(),
      scanners,
    };
  }

  it('drops reports of the first 250 ms after opening, and shows ready when it takes the next one', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    const { devices, reads } = start(bus);
    const listener = await waitUntil('open scanner', () => bus.opened.get('a'));
    await waitUntil('claimed', () => devices()[0]?.state === 'claimed');
    listener.onReport(hidPosReport('96385074'));
    expect(reads).toEqual([]);
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    listener.onReport(hidPosReport('96385074'));
    expect(reads).toEqual(['hid:0c2e:0b61:S1:0 credential']);
  });

  it('takes no half of a scan for a scan whose first report was stale', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    const { devices, reads } = start(bus);
    const listener = await waitUntil('open scanner', () => bus.opened.get('a'));
    listener.onReport(layoutA({ aim: ']C0', data: 'X'.repeat(56), continues: true }));
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    listener.onReport(layoutA({ aim: ']C0', data: 'MEMBER-1' }));
    expect(reads).toEqual([]);
    listener.onReport(layoutA({ aim: ']C0', data: 'MEMBER-2' }));
    expect(reads).toEqual(['hid:0c2e:0b61:S1:0 credential']);
  });

  it('takes no half of a scan for a scan that ClearInput cut', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    const { devices, reads, scanners } = start(bus);
    const listener = await waitUntil('open scanner', () => bus.opened.get('a'));
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    listener.onReport(layoutA({ aim: ']C0', data: 'X'.repeat(56), continues: true }));
    scanners.clearInput();
    listener.onReport(layoutA({ aim: ']C0', data: 'MEMBER-1' }));
    expect(reads).toEqual([]);
  });

  it('wipes a report once it is decoded, so that no buffer keeps a payment number', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    const { devices, reads } = start(bus);
    const listener = await waitUntil('open scanner', () => bus.opened.get('a'));
    const stale = hidPosReport('4111111111111111');
    listener.onReport(stale);
    expect(stale.every((byte) => byte === 0)).toBe(true);
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    const report = hidPosReport('4111111111111111');
    listener.onReport(report);
    expect(reads).toEqual(['hid:0c2e:0b61:S1:0 refused']);
    expect(report.every((byte) => byte === 0)).toBe(true);
  });

  it('reads by the report descriptor where the system gives it', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    bus.descriptors.set('a', ownOrderDescriptor);
    const { devices, reads } = start(bus);
    const listener = await waitUntil('open scanner', () => bus.opened.get('a'));
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    listener.onReport(ownOrderReport({ aim: ']E4', data: '96385074' }));
    expect(reads).toEqual(['hid:0c2e:0b61:S1:0 credential']);
  });

  it('tells twins without serial numbers apart', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a'), scanner('b')];
    const { devices } = start(bus);
    await waitUntil('two scanners', () => bus.opened.size === 2);
    await waitUntil('both ready', () => devices().every(({ state }) => state === 'ready'));
    expect(new Set(devices().map(({ deviceId }) => deviceId)).size).toBe(2);
  });

  it('opens a collection once, though it is listed under several usages', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1'), scanner('a', 'S1')];
    const { devices } = start(bus);
    await waitUntil('open scanner', () => bus.opened.size === 1);
    expect(devices()).toHaveLength(1);
  });

  it('survives a list that still shows an unplugged scanner, and finds it under its new name', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    const { devices } = start(bus);
    await waitUntil('open scanner', () => bus.opened.has('a'));
    bus.denied.add('a');
    bus.pull('a');
    await waitUntil('gone', () => devices()[0]?.state === 'gone');
    bus.listed = [scanner('b', 'S1')];
    await waitUntil('open under its new name', () => bus.opened.has('b'));
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    expect(devices()).toHaveLength(1);
  });

  it('says what to do where it may not open a scanner, and opens it once it may', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    bus.denied.add('a');
    const { devices, change } = start(bus);
    await waitUntil('failed', () => devices()[0]?.state === 'failed');
    expect(devices()[0]?.detail).toContain('70-loyalty-terminal.rules');
    bus.denied.clear();
    change();
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    expect(devices()[0]?.detail).toBe('');
  });

  it('shows that USB scanners cannot be used where the native part does not load', async () => {
    const bus = new ScriptedBus();
    bus.unavailable = true;
    const { devices } = start(bus);
    await waitUntil('failure', () => devices()[0]?.state === 'failed');
    expect(devices()[0]?.detail).toContain('libudev1');
  });

  it('leaves a reader to the process that holds it, says which, and takes it up when that ends', async () => {
    const bus = new ScriptedBus();
    const claims = new ScriptedClaims();
    bus.listed = [scanner('a', 'S1')];
    claims.heldElsewhere.set('a', 4711);
    const { devices, change } = start(bus, claims);
    await waitUntil('held', () => devices()[0]?.state === 'opened');
    expect(devices()[0]?.detail).toContain('process 4711');
    const looks = bus.looks;
    change();
    await waitUntil('another look', () => bus.looks > looks);
    expect(bus.opens).toBe(0);
    claims.free('a');
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    expect(devices()[0]?.detail).toBe('');
    expect(claims.held).toBe(1);
  });

  it('reads a reader whose claim the system cannot tell', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    const claims = new ScriptedClaims();
    claims.claim = () => Promise.reject(new Error('no sockets here'));
    const { devices } = start(bus, claims);
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
  });

  it('leaves no handle and no claim behind over 20 plugs and unplugs', async () => {
    const bus = new ScriptedBus();
    const claims = new ScriptedClaims();
    const { devices, change, scanners } = start(bus, claims);
    for (let cycle = 0; cycle < 20; cycle += 1) {
      const path = `path${String(cycle % 3)}`;
      bus.listed = [scanner(path, 'S1')];
      change();
      await waitUntil('open', () => bus.opened.has(path));
      bus.listed = [];
      bus.pull(path);
      await waitUntil('closed', () => bus.opened.size === 0);
    }
    await waitUntil('gone', () => devices()[0]?.state === 'gone');
    expect(devices()).toHaveLength(1);
    expect([bus.opens, bus.closes, claims.held]).toEqual([20, 20, 0]);
    await scanners.stop();
    expect(bus.opens).toBe(20);
  }, 60_000);

  it('lets a twin go on under its name while the other is pulled and plugged in again', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a'), scanner('b')];
    const { devices, reads } = start(bus);
    await waitUntil('both ready', () => devices().filter(isReady).length === 2);
    const second = devices().find(({ location }) => location === 'b')?.deviceId;
    bus.listed = [scanner('b')];
    bus.pull('a');
    await waitUntil('one gone', () => devices().some(({ state }) => state === 'gone'));
    bus.opened.get('b')?.onReport(hidPosReport('96385074'));
    expect(reads).toEqual([`${second ?? ''} credential`]);
    bus.listed = [scanner('c'), scanner('b')];
    await waitUntil('both ready', () => devices().filter(isReady).length === 2);
    expect(devices().find(({ location }) => location === 'b')?.deviceId).toBe(second);
    expect([bus.opens, devices().length]).toEqual([3, 2]);
  });

  it('takes a reader that vanishes between the list and its opening for gone, not for forbidden', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    bus.denied.add('a');
    const { devices } = start(bus);
    await waitUntil('first try', () => bus.looks === 1);
    bus.listed = [];
    await waitUntil('gone', () => devices()[0]?.state === 'gone');
    expect(devices()[0]?.detail).not.toContain('rules');
  });

  it('joins no half of a scan that an unplug cut with the next one, replugged before the list knew', async () => {
    const bus = new ScriptedBus();
    bus.listed = [scanner('a', 'S1')];
    const { devices, reads } = start(bus);
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    const before = bus.opened.get('a');
    const half = { aim: ']C0', data: 'X'.repeat(56), continues: true };
    before?.onReport(layoutA(half));
    bus.pull('a');
    await waitUntil('opened again', () => bus.opens === 2 && bus.closes === 1);
    await waitUntil('ready', () => devices()[0]?.state === 'ready');
    before?.onReport(layoutA({ aim: ']C0', data: 'MEMBER-0' }));
    expect(reads).toEqual([]);
    bus.opened.get('a')?.onReport(layoutA({ aim: ']C0', data: 'MEMBER-1' }));
    expect(reads).toEqual(['hid:0c2e:0b61:S1:0 credential']);
  });
});

const isReady = ({ state }: HardwareDevice): boolean => state === 'ready';
