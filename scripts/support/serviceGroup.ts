import type { Service } from './service.ts';

/** A service ends itself within 3 s; this is for one that hangs. */
const STOP_GRACE_MS = 5000;

/** Services that live and end together. */
export class ServiceGroup {
  readonly #services: Service[] = [];
  #stopping: Promise<void> | null = null;

  /** Keeps a service in view: where it ends by itself, so do all, and this process with 1. */
  add(service: Service): void {
    this.#services.push(service);
    void service.ended.then((how) => {
      if (this.#stopping === null) {
        process.stderr.write(`${service.name} has ended (${how}); stopping the rest.\n`);
        void this.exit(1);
      }
    });
  }

  /** Ends every service, the newest first, then this process. */
  async exit(exitCode: number): Promise<never> {
    this.#stopping ??= this.#stopAll();
    await this.#stopping;
    process.exit(exitCode);
  }

  async #stopAll(): Promise<void> {
    for (const service of this.#services.toReversed()) {
      await service.stop(STOP_GRACE_MS);
    }
  }
}
