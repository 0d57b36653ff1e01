import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { DeviceHostMessage } from './hostMessages.ts';

/** How the device host talks with the process that started it. */
export interface DeviceHostPort {
  send(message: DeviceHostMessage): void;
  /** Messages as they came: not yet validated. */
  onMessage(listener: (message: unknown) => void): void;
  /** The other side is gone: nobody is left to read for. */
  onClosed(listener: () => void): void;
}

/** Electron's `process.parentPort` in a utility process (electronjs.org, "process.parentPort"). */
interface ElectronParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/** More messages than this waiting for the other side are dropped: it does not listen, and memory is bounded. */
const MAXIMUM_WAITING_MESSAGES = 512;
const MAXIMUM_WAITING_CHARACTERS = 1_048_576;

function isElectronParentPort(value: unknown): value is ElectronParentPort {
  return (
    typeof value === 'object' &&
    value !== null &&
    'postMessage' in value &&
    typeof value.postMessage === 'function' &&
    'on' in value &&
    typeof value.on === 'function'
  );
}

/** The port of an Electron utility process; null where this is none. A utility process is ended with its parent. */
export function electronPort(process: object): DeviceHostPort | null {
  const parentPort = 'parentPort' in process ? process.parentPort : null;
  if (!isElectronParentPort(parentPort)) {
    return null;
  }
  return {
    send: (message) => parentPort.postMessage(message),
    onMessage: (listener) => {
      parentPort.on('message', (event) => listener(event.data));
    },
    onClosed: () => undefined,
  };
}

/** The port of a process started with `child_process.fork`; null where this is none. */
export function forkPort(process: NodeJS.Process): DeviceHostPort | null {
  if (process.send === undefined) {
    return null;
  }
  let waiting = 0;
  return {
    send: (message) => {
      if (waiting < MAXIMUM_WAITING_MESSAGES && process.connected) {
        waiting += 1;
        process.send?.(message, undefined, undefined, () => {
          waiting -= 1;
        });
      }
    },
    onMessage: (listener) => {
      process.on('message', listener);
    },
    onClosed: (listener) => {
      process.on('disconnect', listener);
      if (!process.connected) {
        // The other side went while this process was starting: its event has passed.
        listener();
      }
    },
  };
}

/** JSON lines over standard input and output: for tests and for support staff at a shell (`--stdio`). */
export function stdioPort(input: Readable, output: Writable): DeviceHostPort {
  const lines = createInterface({ input, crlfDelay: Infinity });
  return {
    send: (message) => {
      if (output.writableLength > MAXIMUM_WAITING_CHARACTERS) {
        return;
      }
      output.write(`${JSON.stringify(message)}\n`);
    },
    onMessage: (listener) => {
      lines.on('line', (line) => {
        try {
          listener(JSON.parse(line));
        } catch {
          listener(null);
        }
      });
    },
    onClosed: (listener) => {
      lines.on('close', listener);
    },
  };
}
