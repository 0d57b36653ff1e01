import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  deviceHostMessageSchema,
  type DeviceHostMessage,
  type ParentMessage,
} from '../../src/hardware/hostMessages.ts';
import type { DecodeOutcome } from '../../src/hardware/decoders/decoded.ts';
import type { DeviceHostProcess } from '../../src/main/devices/deviceHostProcess.ts';
import { projectRoot } from './processes.ts';
import { waitUntil } from './waitUntil.ts';

/** The real entry of the device host, from its TypeScript source. */
export const deviceHostEntry = `${projectRoot}/src/hardware/deviceHost.ts`;

/** A real device host, speaking JSON lines on its standard streams. */
export interface DeviceHostRun extends DeviceHostProcess {
  /** The process that was started: the device host, or the program in front of it. */
  readonly pid: number;
  /** All messages so far; fails on one that does not have the schema. */
  messages(): DeviceHostMessage[];
  /** The outcomes of all reads so far. */
  outcomes(): DecodeOutcome[];
  /** Every character that left the process so far, on both streams. */
  everything(): string;
  /** The first message, past or to come, that `matches`. */
  waitFor(
    what: string,
    matches: (message: DeviceHostMessage) => boolean,
  ): Promise<DeviceHostMessage>;
  /** Waits until there are `count` reads and gives their outcomes. */
  waitForReads(count: number): Promise<DecodeOutcome[]>;
  /** Asks it to stop; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts the device host, behind the words of `prefix` (e.g. `umockdev-run … --`) where given. */
export function startDeviceHost(prefix: readonly string[] = []): DeviceHostRun {
  const [command, ...rest] = [...prefix, process.execPath, deviceHostEntry, '--stdio'];
  const child = spawn(command, rest, { cwd: projectRoot, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  let errors = '';
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    child.on('close', () => {
      ended = true;
      resolve();
    });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-100_000);
  });
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const listener of listeners) {
      listener(JSON.parse(line));
    }
  });
  const messages = (): DeviceHostMessage[] =>
    lines.map((line) => deviceHostMessageSchema.parse(JSON.parse(line)));
  const outcomes = (): DecodeOutcome[] =>
    messages().flatMap((message) => (message.type === 'read' ? [message.outcome] : []));
  const everything = (): string => `${lines.join('\n')}\n${errors}`;
  const waited = async <Found>(what: string, look: () => Found | null): Promise<Found> => {
    try {
      return await waitUntil(what, () => {
        const found = look();
        if (found === null && ended) {
          throw new Error(`the device host ended before there was ${what}`);
        }
        return found;
      });
    } catch (error) {
      throw new Error(`${String(error)}\n${everything()}`, { cause: error });
    }
  };
  return {
    pid: child.pid ?? -1,
    send: (message: ParentMessage) => {
      if (child.stdin.writable) {
        child.stdin.write(`${JSON.stringify(message)}\n`);
      }
    },
    onMessage: (listener) => {
      listeners.push(listener);
    },
    onExit: (listener) => {
      child.on('close', (code, signal) => listener(signal ?? `exit code ${String(code)}`));
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    messages,
    outcomes,
    everything,
    waitFor: (what, matches) => waited(what, () => messages().find(matches) ?? null),
    waitForReads: (count) =>
      waited(`${count} reads`, () => (outcomes().length >= count ? outcomes() : null)),
    stop: async () => {
      // The end of its input is the end of the other side.
      child.stdin.end();
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(force);
    },
  };
}
