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
import type { DeviceHostLauncher } from './deviceHostProcess.ts';
import { PendingAnswers } from './pendingAnswers.ts';
import { WatchedHost } from './watchedHost.ts';

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
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Milliseconds since some fixed moment; never goes back. */
  readonly monotonicMs: () => number;
  /** Lines for the log of the host; they hold nothing of a card. */
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
}

/** A hang is five looks without an answer: noticed within 1 to 1.2 s, counted in looks, so that a pause of this process is none. */
const PING_EVERY_MS = 200;
/** A look that comes later than this after the one before shows that this process was held up. */
const LATE_LOOK_MS = 300;
const FIRST_RESTART_MS = 50;
const MAXIMUM_RESTART_MS = 1_500;
/** A host that lived this long (10 s) restarts at once again. */
const STABLE_AFTER_LOOKS = 50;
/** When a host is put beside the one in service: not while the terminal itself starts (3 s). */
const SPARE_AFTER_LOOKS = 15;
/** Restarts in a row after which waiting alone does not help. */
const FAILURES_TO_LOOP = 3;
const ANSWER_TIMEOUT_MS = 3_000;
const STOP_TIMEOUT_MS = 2_000;

const RESTARTING_DETAIL = 'The device service has stopped and is being started again.';
const LOOPING_DETAIL =
  'The device service stops again and again. It is tried on; unplug the readers one by one to find the one at which it stops, and call IT.';
const INTERRUPTED =
  'The device service stopped and is started again. What was presented just now may be lost: present it once more.';
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
  #host: WatchedHost | null = null;
  /** A started host that touches no device, so that a restart does not wait for the start of a process. */
  #spare: WatchedHost | null = null;
  #devices: Device[] = [];
  #nextId = 1;
  #failures = 0;
  #looks = 0;
  #lookedAtMs = 0;
  #ignoredLook = false;
  #watchdog: NodeJS.Timeout | null = null;
  #restart: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: DeviceSupervisorOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  /** Starts the device host. Call once. */
  start(): void {
    this.#launch();
    this.#lookedAtMs = this.#options.monotonicMs();
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
    this.#probedPath = this.#host === null ? null : path;
    this.#host?.send({ type: 'probe', path, line });
    return this.#host !== null;
  }

  /** Ends the probe that runs, if one does. */
  cancelProbe(): void {
    this.#host?.send({ type: 'cancelProbe' });
  }

  /** UnifiedPOS DataEventEnabled; it also holds after a restart of the device host. */
  setDataEventEnabled(enabled: boolean): void {
    this.#dataEventEnabled = enabled;
    this.#host?.send({ type: 'setDataEventEnabled', enabled });
  }

  /** UnifiedPOS ClearInput. */
  clearInput(): void {
    this.#host?.send({ type: 'clearInput' });
  }

  /** Takes new settings; they also hold after a restart. */
  configure(configuration: HostConfiguration): void {
    this.#configuration = configuration;
    this.#host?.send({ type: 'configure', configuration });
  }

  /** Presents `digits` (1 to 48) to the simulated scanner; false where the device host is just being restarted. */
  simulate(digits: string): boolean {
    this.#host?.send({ type: 'simulate', digits });
    return this.#host !== null;
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
    await Promise.all([this.#host?.stop(STOP_TIMEOUT_MS), this.#spare?.stop(STOP_TIMEOUT_MS)]);
    this.#host = null;
    this.#spare = null;
  }

  async #ask<Answer>(
    pending: PendingAnswers<Answer>,
    message: (id: number) => ParentMessage,
  ): Promise<Answer | null> {
    if (this.#host === null || this.#stopped) {
      return null;
    }
    const id = this.#takeId();
    const answer = pending.wait(id);
    this.#host.send(message(id));
    return answer;
  }

  /** Takes the host that stands by into service, or starts one that then is. */
  #launch(): void {
    const spare = this.#spare;
    this.#spare = null;
    this.#host = spare ?? this.#newHost();
    this.#looks = 0;
    this.#host.send({ type: 'configure', configuration: this.#configuration });
    if (!this.#dataEventEnabled) {
      this.#host.send({ type: 'setDataEventEnabled', enabled: false });
    }
  }

  #newHost(): WatchedHost {
    return new WatchedHost(this.#options.launch, {
      onMessage: (host, message) => this.#take(host, message),
      onEnd: (host, description) => {
        if (host === this.#host) {
          this.#lost(description);
        } else if (host === this.#spare) {
          this.#spare = null;
        }
      },
    });
  }

  /** One look at the health of the device hosts. */
  #look(): void {
    const nowMs = this.#options.monotonicMs();
    const wasLate = nowMs - this.#lookedAtMs > LATE_LOOK_MS;
    this.#lookedAtMs = nowMs;
    // Where this process was held up, answers may lie unread: one such look in a row says nothing about anybody's silence.
    this.#ignoredLook = wasLate && !this.#ignoredLook;
    if (this.#ignoredLook || this.#stopped) {
      return;
    }
    this.#looks += 1;
    if (this.#looks === STABLE_AFTER_LOOKS) {
      this.#failures = 0;
    }
    if (
      this.#looks % SPARE_AFTER_LOOKS === 0 &&
      this.#spare === null &&
      this.#host?.spoke === true
    ) {
      this.#spare = this.#newHost();
    }
    if (this.#spare?.look(this.#takeId()) === false) {
      this.#spare.giveUp();
      this.#spare = null;
    }
    const host = this.#host;
    if (host?.look(this.#takeId()) === false) {
      host.giveUp();
      this.#lost('no answer');
    }
  }

  #takeId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  #lost(description: string): void {
    this.#host = null;
    this.#decoded.settleAll();
    this.#serialPorts.settleAll();
    if (this.#probedPath !== null) {
      this.#tellProbe({
        path: this.#probedPath,
        progress: { step: 'ended', reason: 'portUnavailable', message: RESTARTING_DETAIL },
      });
    }
    // The host that stands by takes over at once; where that did not help either, a new one is started ever later.
    const delayMs =
      this.#failures === 0 && this.#spare?.spoke === true
        ? 0
        : backoffMs(this.#failures, FIRST_RESTART_MS, MAXIMUM_RESTART_MS);
    const detail = this.#failures < FAILURES_TO_LOOP ? RESTARTING_DETAIL : LOOPING_DETAIL;
    this.#failures += 1;
    this.#options.log(
      'error',
      `Device host ended (${description}); restart in ${delayMs} ms. Reads that waited in it are lost.`,
    );
    this.#tellInterruption();
    this.#tellDevices(this.#devices.map((device) => ({ ...device, state: 'gone', detail })));
    this.#restart = setTimeout(() => this.#launch(), delayMs);
  }

  /** Tells the till, as of a read that failed, that something may have been presented in vain. */
  #tellInterruption(): void {
    const reader = this.#devices.find(({ state }) => state === 'ready');
    if (reader !== undefined) {
      const { deviceId, connection } = reader;
      const received = { count: 0, unit: 'bytes', framing: 'nothing' } as const;
      const outcome = { result: 'invalid', reason: INTERRUPTED } as const;
      this.#tellRead({ deviceId, connection, readAtMs: this.#options.nowMs(), received, outcome });
    }
  }

  #take(host: WatchedHost, raw: unknown): void {
    const parsed = deviceHostMessageSchema.safeParse(raw);
    if (!parsed.success) {
      // Not the schema's own words: they could repeat what was scanned.
      this.#options.log('error', 'A message of the device host does not have its schema.');
    } else if (host === this.#host || (parsed.data.type === 'read' && host !== this.#spare)) {
      // A read of a host that is lost was under way when it ended: it is told once, as any other.
      this.#takeMessage(parsed.data);
    }
  }

  #takeMessage(message: DeviceHostMessage): void {
    switch (message.type) {
      case 'devices':
        this.#tellDevices(message.devices);
        return;
      case 'read': {
        const { deviceId, connection, readAtMs, received, outcome } = message;
        this.#tellRead({ deviceId, connection, readAtMs, received, outcome });
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

  #tellRead(read: SupervisedRead): void {
    for (const listener of this.#readListeners) {
      listener(read);
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
