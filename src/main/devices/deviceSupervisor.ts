import type { DecodeOutcome } from '../../hardware/decoders/decoded.ts';
import {
  deviceHostMessageSchema,
  type DeviceHostMessage,
  type HostConfiguration,
  type ParentMessage,
  type ReceivedDescription,
  type SerialLineSetting,
  type SerialPortDescription,
} from '../../hardware/hostMessages.ts';
import { backoffMs } from '../../hardware/backoff.ts';
import type { Device, Keystroke, ProbeProgress } from '../../ipc/channels/devices.ts';
import type { DeviceHostLauncher, DeviceHostProcess } from './deviceHostProcess.ts';
import { PendingAnswers } from './pendingAnswers.ts';

/** One read of a reader, decoded. Holds card data: it stays in the host. */
export interface SupervisedRead {
  readonly deviceId: string;
  readonly connection: Device['connection'];
  /** When the last byte came, host clock, milliseconds since 1970. */
  readonly readAtMs: number;
  readonly received: ReceivedDescription;
  readonly outcome: DecodeOutcome;
}

export interface DeviceSupervisorOptions {
  readonly launch: DeviceHostLauncher;
  readonly configuration: HostConfiguration;
  /** Lines for the log of the host; they hold nothing of a card. */
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
}

const PING_EVERY_MS = 400;
/** Looks without a sign of life that make a hang: 1.2 to 1.6 s. Counted in looks, so that a pause of this process is none. */
const SILENT_LOOKS_TO_HANG = 3;
/** The same for a host that has not spoken yet: a cold start of Node on a slow machine takes its time. */
const SILENT_LOOKS_AT_START = 50;
const FIRST_RESTART_MS = 50;
const MAXIMUM_RESTART_MS = 1_500;
/** A host that lived this long restarts at once again. */
const STABLE_AFTER_LOOKS = 25;
const ANSWER_TIMEOUT_MS = 3_000;
const STOP_TIMEOUT_MS = 2_000;

const RESTARTING_DETAIL = 'The device service has stopped and is being started again.';
const BUSY: DecodeOutcome = {
  result: 'invalid',
  reason: 'The device service is starting again. Present the card once more.',
};

/** Runs the device host and keeps it running: restarts it after a crash or a hang, and says so on the device list. */
export class DeviceSupervisor {
  readonly #options: DeviceSupervisorOptions;
  readonly #decoded = new PendingAnswers<DecodeOutcome>(ANSWER_TIMEOUT_MS);
  readonly #serialPorts = new PendingAnswers<SerialPortDescription[]>(ANSWER_TIMEOUT_MS);
  readonly #deviceListeners = new Set<(devices: Device[]) => void>();
  readonly #readListeners = new Set<(read: SupervisedRead) => void>();
  readonly #probeListeners = new Set<(progress: ProbeProgress) => void>();
  #configuration: HostConfiguration;
  #dataEventEnabled = true;
  #probedPath: string | null = null;
  #process: DeviceHostProcess | null = null;
  #devices: Device[] = [];
  #nextId = 1;
  #failures = 0;
  #spoke = false;
  #silentLooks = 0;
  #looks = 0;
  #watchdog: NodeJS.Timeout | null = null;
  #restart: NodeJS.Timeout | null = null;
  #stopped = false;
  #ended: (() => void) | null = null;

  constructor(options: DeviceSupervisorOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  /** Starts the device host. Call once. */
  start(): void {
    this.#launch();
    this.#watchdog = setInterval(() => this.#look(), PING_EVERY_MS);
  }

  /** The readers as people see them. */
  devices(): Device[] {
    return this.#devices;
  }

  /** Hears the list after each change, until the returned function is called. */
  onDevices(listener: (devices: Device[]) => void): () => void {
    this.#deviceListeners.add(listener);
    return () => this.#deviceListeners.delete(listener);
  }

  /** Hears every read, until the returned function is called. */
  onRead(listener: (read: SupervisedRead) => void): () => void {
    this.#readListeners.add(listener);
    return () => this.#readListeners.delete(listener);
  }

  /** Hears where a probe stands, until the returned function is called. */
  onProbe(listener: (progress: ProbeProgress) => void): () => void {
    this.#probeListeners.add(listener);
    return () => this.#probeListeners.delete(listener);
  }

  /** Starts a probe of the port at `path`; false where the device host is just being restarted. */
  probe(path: string, line: SerialLineSetting | null): boolean {
    this.#probedPath = this.#process === null ? null : path;
    this.#process?.send({ type: 'probe', path, line });
    return this.#process !== null;
  }

  /** Ends the probe that runs, if one does. */
  cancelProbe(): void {
    this.#process?.send({ type: 'cancelProbe' });
  }

  /** UnifiedPOS DataEventEnabled; it also holds after a restart of the device host. */
  setDataEventEnabled(enabled: boolean): void {
    this.#dataEventEnabled = enabled;
    this.#process?.send({ type: 'setDataEventEnabled', enabled });
  }

  /** UnifiedPOS ClearInput. */
  clearInput(): void {
    this.#process?.send({ type: 'clearInput' });
  }

  /** Takes new settings; they also hold after a restart. */
  configure(configuration: HostConfiguration): void {
    this.#configuration = configuration;
    this.#process?.send({ type: 'configure', configuration });
  }

  /** Presents `digits` (1 to 48) to the simulated scanner; false where the device host is just being restarted. */
  simulate(digits: string): boolean {
    this.#process?.send({ type: 'simulate', digits });
    return this.#process !== null;
  }

  /** Decodes a burst of physical keys (1 to 512). `invalid` with one line where the device host does not answer. */
  async decodeKeys(keys: readonly Keystroke[]): Promise<DecodeOutcome> {
    const ask = (id: number): ParentMessage => ({ type: 'decodeKeys', id, keys: [...keys] });
    return (await this.#ask(this.#decoded, ask)) ?? BUSY;
  }

  /** Decodes a number typed by a person (1 to 128 characters). `invalid` where the device host does not answer. */
  async decodeTyped(text: string): Promise<DecodeOutcome> {
    const ask = (id: number): ParentMessage => ({ type: 'decodeTyped', id, text });
    return (await this.#ask(this.#decoded, ask)) ?? BUSY;
  }

  /** The serial ports of this machine, for setting a reader up; empty where the device host does not answer. */
  async listSerialPorts(): Promise<SerialPortDescription[]> {
    const ask = (id: number): ParentMessage => ({ type: 'listSerialPorts', id });
    return (await this.#ask(this.#serialPorts, ask)) ?? [];
  }

  /** Stops the device host, by force after 2 s, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#watchdog ?? undefined);
    clearTimeout(this.#restart ?? undefined);
    this.#decoded.settleAll();
    this.#serialPorts.settleAll();
    const running = this.#process;
    if (running === null) {
      return;
    }
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => running.kill(), STOP_TIMEOUT_MS);
      this.#ended = () => {
        clearTimeout(force);
        resolve();
      };
      running.send({ type: 'stop' });
    });
  }

  async #ask<Answer>(
    pending: PendingAnswers<Answer>,
    message: (id: number) => ParentMessage,
  ): Promise<Answer | null> {
    if (this.#process === null || this.#stopped) {
      return null;
    }
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = pending.wait(id);
    this.#process.send(message(id));
    return answer;
  }

  #launch(): void {
    const launched = this.#options.launch();
    this.#process = launched;
    this.#spoke = false;
    this.#silentLooks = 0;
    this.#looks = 0;
    launched.onMessage((raw) => {
      if (this.#process === launched) {
        this.#take(raw);
      }
    });
    launched.onExit((description) => {
      if (this.#process === launched) {
        this.#lost(description);
      }
    });
    launched.send({ type: 'configure', configuration: this.#configuration });
    if (!this.#dataEventEnabled) {
      launched.send({ type: 'setDataEventEnabled', enabled: false });
    }
  }

  /** One look at the device host's health. */
  #look(): void {
    if (this.#process === null || this.#stopped) {
      return;
    }
    this.#looks += 1;
    if (this.#looks === STABLE_AFTER_LOOKS) {
      this.#failures = 0;
    }
    const limit = this.#spoke ? SILENT_LOOKS_TO_HANG : SILENT_LOOKS_AT_START;
    if (this.#silentLooks >= limit) {
      const hung = this.#process;
      this.#lost('no answer');
      hung.kill();
      return;
    }
    this.#silentLooks += 1;
    this.#process.send({ type: 'ping', id: this.#nextId });
    this.#nextId += 1;
  }

  #lost(description: string): void {
    this.#process = null;
    this.#decoded.settleAll();
    this.#serialPorts.settleAll();
    if (this.#stopped) {
      this.#ended?.();
      return;
    }
    if (this.#probedPath !== null) {
      this.#tellProbe({
        path: this.#probedPath,
        progress: { step: 'ended', reason: 'portUnavailable', message: RESTARTING_DETAIL },
      });
    }
    const delayMs = backoffMs(this.#failures, FIRST_RESTART_MS, MAXIMUM_RESTART_MS);
    this.#failures += 1;
    this.#options.log('error', `Device host ended (${description}); restart in ${delayMs} ms.`);
    this.#tellDevices(
      this.#devices.map((device) => ({ ...device, state: 'gone', detail: RESTARTING_DETAIL })),
    );
    this.#restart = setTimeout(() => this.#launch(), delayMs);
  }

  #take(raw: unknown): void {
    const parsed = deviceHostMessageSchema.safeParse(raw);
    this.#spoke = true;
    this.#silentLooks = 0;
    if (!parsed.success) {
      // Not the schema's own words: they could repeat what was scanned.
      this.#options.log('error', 'A message of the device host does not have its schema.');
      return;
    }
    this.#takeMessage(parsed.data);
  }

  #takeMessage(message: DeviceHostMessage): void {
    switch (message.type) {
      case 'devices':
        this.#tellDevices(message.devices);
        return;
      case 'read': {
        const { deviceId, connection, readAtMs, received, outcome } = message;
        for (const listener of this.#readListeners) {
          listener({ deviceId, connection, readAtMs, received, outcome });
        }
        return;
      }
      case 'decoded':
        this.#decoded.settle(message.id, message.outcome);
        return;
      case 'serialPorts':
        this.#serialPorts.settle(message.id, message.ports);
        return;
      case 'probe':
        this.#tellProbe({ path: message.path, progress: message.progress });
        return;
      case 'pong':
        return;
      case 'log':
        this.#options.log(message.level, message.message);
        return;
    }
  }

  #tellProbe(probe: ProbeProgress): void {
    if (probe.progress.step === 'found' || probe.progress.step === 'ended') {
      this.#probedPath = null;
    }
    for (const listener of this.#probeListeners) {
      listener(probe);
    }
  }

  #tellDevices(devices: Device[]): void {
    this.#devices = devices;
    for (const listener of this.#deviceListeners) {
      listener(devices);
    }
  }
}
