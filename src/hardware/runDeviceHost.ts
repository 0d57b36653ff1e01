import type { DecodeOutcome } from './decoders/decoded.ts';
import { decodeKeystrokes } from './decoders/keystrokes.ts';
import { decodeTyped } from './decoders/typed.ts';
import type { DeviceHostPort } from './deviceHostPort.ts';
import { DeviceRegistry } from './deviceRegistry.ts';
import { errorText } from './errorText.ts';
import type { HardwareClock } from './hardwareClock.ts';
import type { ClaimDevice } from './hid/deviceClaim.ts';
import type { HidBackend } from './hid/hidBackend.ts';
import type { HotPlugWatch } from './hid/hidHotPlug.ts';
import { HidScanners } from './hid/hidScanners.ts';
import {
  parentMessageSchema,
  type ParentMessage,
  type DeviceHostMessage,
  type HardwareConnection,
  type ReceivedDescription,
  type WedgeConfiguration,
} from './hostMessages.ts';
import { InputQueue } from './inputQueue.ts';
import { ReadLimiter } from './readLimiter.ts';
import type { ReaderContext } from './readerContext.ts';
import { openSerialPort } from './serial/openSerialPort.ts';
import { listSerialPorts } from './serial/serialPortList.ts';
import { SerialProbe } from './serial/serialProbe.ts';
import { SerialReaders } from './serial/serialReaders.ts';
import { SimulatedScanner } from './simulator/simulatedScanner.ts';
import { inputEventOf } from './unifiedPos.ts';

export interface DeviceHostOptions {
  readonly clock: HardwareClock;
  /** `process.platform`. */
  readonly platform: string;
  readonly hidBackend: HidBackend;
  readonly claimHidDevice: ClaimDevice;
  readonly watchHidHotPlug: (changed: () => void) => HotPlugWatch;
  /** Whether USB readers are opened at once, or with the first configuration: until then the host touches no device. */
  readonly startsAtOnce: boolean;
}

const MAXIMUM_REASON_LENGTH = 300;
/** Twice what the device list holds; readers that are long gone are forgotten with the rest. */
const MAXIMUM_LIMITERS = 128;

/** Cuts a reason to what the message's schema takes. */
function bounded(outcome: DecodeOutcome): DecodeOutcome {
  return outcome.result === 'invalid' || outcome.result === 'ignored'
    ? { result: outcome.result, reason: outcome.reason.slice(0, MAXIMUM_REASON_LENGTH) }
    : outcome;
}

/**
 * The device host: runs every reader and tells `port` what they read, until it is told to stop or the other side is gone.
 * Resolves when all devices are closed.
 */
export function runDeviceHost(port: DeviceHostPort, options: DeviceHostOptions): Promise<void> {
  const limiters = new Map<string, ReadLimiter>();
  const queue = new InputQueue<DeviceHostMessage>((message) => port.send(message));
  let wedge: WedgeConfiguration = { prefix: '', suffix: '' };
  const log: ReaderContext['log'] = (level, message) => port.send({ type: 'log', level, message });

  function deliver(
    deviceId: string,
    connection: HardwareConnection,
    outcomes: readonly DecodeOutcome[],
    received: ReceivedDescription,
  ): void {
    for (const outcome of outcomes) {
      const limiter = limiters.get(deviceId) ?? new ReadLimiter();
      if (limiters.size >= MAXIMUM_LIMITERS) {
        limiters.clear();
      }
      limiters.set(deviceId, limiter);
      const passage = limiter.take(options.clock.monotonicMs());
      if (passage === 'pass') {
        const readAtMs = options.clock.nowMs();
        const read = { type: 'read', deviceId, connection, readAtMs, received } as const;
        const message: DeviceHostMessage = { ...read, outcome: bounded(outcome) };
        if (inputEventOf(outcome) === null) {
          // No event, so nothing that waits or takes a read's place; the set-up screen shows it.
          port.send(message);
        } else {
          queue.add(message);
        }
      } else if (passage === 'firstDrop') {
        log('warning', `Reader ${deviceId} sends more than can be scans; the rest is dropped.`);
      }
    }
  }

  const registry = new DeviceRegistry((devices) => port.send({ type: 'devices', devices }));
  const context: ReaderContext = { clock: options.clock, registry, deliver, log };
  const simulator = new SimulatedScanner(context);
  const serial = new SerialReaders(context, options.platform, openSerialPort);
  const hid = new HidScanners(context, {
    backend: options.hidBackend,
    claim: options.claimHidDevice,
    platform: options.platform,
    watch: options.watchHidHotPlug,
  });

  const probe = new SerialProbe({
    context,
    platform: options.platform,
    open: openSerialPort,
    tell: (path, progress) => port.send({ type: 'probe', path, progress }),
    suspend: (path) => serial.suspend(path),
    resume: () => serial.resume(),
    usbOf: async (path) =>
      (await listSerialPorts()).find((listed) => listed.path === path)?.usb ?? null,
  });

  function answer(id: number, outcome: DecodeOutcome): void {
    port.send({ type: 'decoded', id, outcome: bounded(outcome) });
  }

  async function answerSerialPorts(id: number): Promise<void> {
    try {
      port.send({ type: 'serialPorts', id, ports: await listSerialPorts() });
    } catch (thrown) {
      log('error', `Serial ports cannot be listed: ${errorText(thrown)}`);
      port.send({ type: 'serialPorts', id, ports: [] });
    }
  }

  return new Promise((resolve) => {
    let stopping = false;
    function stop(): void {
      if (!stopping) {
        stopping = true;
        simulator.setEnabled(false);
        void Promise.allSettled([hid.stop(), serial.stop(), probe.cancel()]).then(() => resolve());
      }
    }

    function take(message: ParentMessage): void {
      switch (message.type) {
        case 'configure':
          startHid();
          simulator.setEnabled(message.configuration.simulator);
          wedge = message.configuration.wedge;
          void serial.configure(message.configuration.serialReaders);
          return;
        case 'simulate':
          simulator.scan(message.digits);
          return;
        case 'decodeKeys':
          answer(message.id, decodeKeystrokes(message.keys, wedge));
          return;
        case 'decodeTyped':
          answer(message.id, decodeTyped(message.text));
          return;
        case 'listSerialPorts':
          void answerSerialPorts(message.id);
          return;
        case 'setDataEventEnabled':
          queue.setDataEventEnabled(message.enabled);
          return;
        case 'clearInput':
          queue.clearInput();
          hid.clearInput();
          serial.clearInput();
          return;
        case 'probe':
          void probe.start(message.path, message.line);
          return;
        case 'cancelProbe':
          void probe.cancel();
          return;
        case 'ping':
          port.send({ type: 'pong', id: message.id });
          return;
        case 'stop':
          stop();
          return;
      }
    }

    let hidStarted = false;
    function startHid(): void {
      if (!hidStarted) {
        hidStarted = true;
        void hid.start();
      }
    }

    port.onMessage((raw) => {
      const message = parentMessageSchema.safeParse(raw);
      if (!message.success) {
        // Not the schema's own words: they could repeat what was typed or scanned.
        log('error', 'A message to the device host does not have its schema and is dropped.');
      } else if (!stopping) {
        take(message.data);
      }
    });
    port.onClosed(stop);
    // The first message says that the host is there.
    port.send({ type: 'devices', devices: registry.list() });
    if (options.startsAtOnce) {
      startHid();
    }
  });
}
