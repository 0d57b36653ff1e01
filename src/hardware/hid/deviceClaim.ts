import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A claim on a device (UnifiedPOS "claim"): either this process has it, or it waits until another lets go. */
export type DeviceClaim =
  | { readonly held: true; release(): Promise<void> }
  | {
      readonly held: false;
      /** The number of the process that holds it; null where that does not answer. */
      readonly holderPid: number | null;
      release(): Promise<void>;
    };

/** Claims a device; `freed` is called once where another process holds it and lets go or ends. Rejects where it cannot tell. */
export type ClaimDevice = (path: string, freed: () => void) => Promise<DeviceClaim>;

const MAXIMUM_WAITING = 16;
const MAXIMUM_TRIES = 5;
const ANSWER_TIMEOUT_MS = 500;

/**
 * Claims by a local socket that only one process of a machine can listen at: the operating system frees it when that process
 * ends, however it ends, and tells those who wait. Needed where a device can be opened twice, so that no scan is read by
 * two terminals. Unix sockets of Linux's abstract kind, named pipes on Windows, a socket in the temporary folder elsewhere.
 */
export function createDeviceClaims(platform: string): ClaimDevice {
  return async (path, freed) => {
    const address = addressOf(await deviceKey(path, platform), platform);
    for (let tries = 1; ; tries += 1) {
      const server = await listen(address);
      if (server !== null) {
        return server;
      }
      const waiting = await waitFor(address, freed);
      if (waiting !== null) {
        return waiting;
      }
      if (tries === MAXIMUM_TRIES) {
        throw new Error('another process takes and leaves the claim all the time');
      }
      if (platform !== 'linux' && platform !== 'win32') {
        // The socket file of a process that was killed; nobody listens at it.
        await rm(address, { force: true });
      }
    }
  };
}

/** What names the device for every process: on Linux the file behind the path, elsewhere the path, which is no file's. */
async function deviceKey(path: string, platform: string): Promise<string> {
  const name = platform === 'linux' ? await fileBehind(path) : path;
  return createHash('sha256').update(name).digest('hex').slice(0, 24);
}

/** The file by its number, so that two names of it are one device; its path where it may not be opened. */
async function fileBehind(path: string): Promise<string> {
  try {
    const handle = await open(path, 'r');
    try {
      const { dev, ino } = await handle.stat();
      return `${String(dev)}.${String(ino)}`;
    } finally {
      await handle.close();
    }
  } catch {
    return path;
  }
}

function addressOf(key: string, platform: string): string {
  const name = `loyalty-terminal-device-${key}`;
  switch (platform) {
    case 'linux':
      return `\0${name}`;
    case 'win32':
      return `\\\\.\\pipe\\${name}`;
    default:
      return join(tmpdir(), `${name}.sock`);
  }
}

/** Null where another process listens there. */
function listen(address: string): Promise<DeviceClaim | null> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => waiting.delete(socket));
    socket.write(`${String(process.pid)}\n`);
    socket.unref();
  });
  server.maxConnections = MAXIMUM_WAITING;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        resolve(null);
      } else {
        reject(error);
      }
    });
    server.listen(address, () => {
      server.on('error', () => undefined);
      server.unref();
      resolve({ held: true, release: () => closeAll(server, waiting) });
    });
  });
}

function closeAll(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    waiting.forEach((socket) => socket.destroy());
  });
}

/** Waits at the holder's socket for its end; null where nobody is there any more. */
function waitFor(address: string, freed: () => void): Promise<DeviceClaim | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let answer = '';
    let waits = false;
    let released = false;
    const startWaiting = (): void => {
      if (!waits) {
        waits = true;
        clearTimeout(timer);
        socket.unref();
        const pid = /^[0-9]{1,10}(?=\n)/.exec(answer)?.[0];
        resolve({
          held: false,
          holderPid: pid === undefined ? null : Number(pid),
          release: () => {
            released = true;
            socket.destroy();
            return Promise.resolve();
          },
        });
      }
    };
    const timer = setTimeout(startWaiting, ANSWER_TIMEOUT_MS);
    socket.on('data', (bytes: Buffer) => {
      answer = (answer + bytes.toString('latin1')).slice(0, 16);
      startWaiting();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      if (!waits) {
        resolve(null);
      } else if (!released) {
        freed();
      }
    });
  });
}
