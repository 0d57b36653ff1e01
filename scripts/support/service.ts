import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectRoot } from './runTool.ts';

/** How a service is started. */
export interface ServiceOptions {
  /** For people: "the ledger". */
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Hears every line of standard output. */
  readonly onLine: (line: string) => void;
}

/** A child process that runs until it is stopped. */
export interface Service {
  readonly name: string;
  /** Its exit code or signal, once it has ended, asked or not. */
  readonly ended: Promise<string>;
  /** Asks it to end, and ends it by force after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a service. Its standard input stays open as long as this process lives, so that a service told to
 * `--exit-with-parent` ends with it, even after a `kill -9`. Its standard error is shown.
 */
export function startService(options: ServiceOptions): Service {
  const child = spawn(options.command, options.arguments, {
    cwd: projectRoot,
    env: { ...process.env, ...options.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Writing nothing, this end only notices that the other is gone; `ended` tells it.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', options.onLine);
  let isOver = false;
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      isOver = true;
      resolve(how);
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(signal ?? `exit code ${String(code)}`));
  });
  return {
    name: options.name,
    ended,
    stop: async (graceMs) => {
      if (isOver) {
        return;
      }
      child.kill('SIGTERM');
      child.stdin.end();
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(force);
    },
  };
}
