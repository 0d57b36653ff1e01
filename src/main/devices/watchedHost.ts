import type { ParentMessage } from '../../hardware/hostMessages.ts';
import type { DeviceHostLauncher, DeviceHostProcess } from './deviceHostProcess.ts';

/** Looks in time without a sign of life that make a hang. */
const SILENT_LOOKS_TO_HANG = 5;
/** The same for a host that has not spoken yet: a cold start of Node on a slow machine takes its time. */
const SILENT_LOOKS_AT_START = 100;

/** What a watched device host tells. */
export interface WatchedHostListener {
  /** A message as it came: not yet validated. Also one that was under way when the host was lost. */
  onMessage(host: WatchedHost, message: unknown): void;
  /** The process has ended by itself; not told of one that was given up. */
  onEnd(host: WatchedHost, description: string): void;
}

/** One process of the device host, with the signs of life that it gives. */
export class WatchedHost {
  readonly #process: DeviceHostProcess;
  #spoke = false;
  #silentLooks = 0;
  #over = false;
  #stopped: () => void = () => undefined;

  constructor(launch: DeviceHostLauncher, listener: WatchedHostListener) {
    this.#process = launch();
    this.#process.onMessage((message) => {
      this.#spoke = true;
      this.#silentLooks = 0;
      listener.onMessage(this, message);
    });
    this.#process.onExit((description) => {
      this.#stopped();
      if (!this.#over) {
        this.#over = true;
        listener.onEnd(this, description);
      }
    });
  }

  /** Whether it has started and said so. */
  get spoke(): boolean {
    return this.#spoke;
  }

  send(message: ParentMessage): void {
    this.#process.send(message);
  }

  /** Asks for a sign of life, with a number of its own; false where it has given none for too long. */
  look(id: number): boolean {
    const limit = this.#spoke ? SILENT_LOOKS_TO_HANG : SILENT_LOOKS_AT_START;
    if (this.#silentLooks >= limit) {
      return false;
    }
    this.#silentLooks += 1;
    this.#process.send({ type: 'ping', id });
    return true;
  }

  /** Ends it by force and hears nothing of its end. */
  giveUp(): void {
    this.#over = true;
    this.#process.kill();
  }

  /** Ends it when told, by force after `timeoutMs`; resolves when it has ended. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#over) {
      return;
    }
    this.#over = true;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => this.#process.kill(), timeoutMs);
      this.#stopped = () => {
        clearTimeout(force);
        resolve();
      };
      this.#process.send({ type: 'stop' });
    });
  }
}
