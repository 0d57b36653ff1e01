import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { requireTool } from './requireTool.ts';
import { waitUntil } from './waitUntil.ts';

/** A real terminal device whose other end the test holds: what the test writes arrives as from a reader. */
export interface SerialPair {
  /** The name that the terminal opens. */
  readonly hostPath: string;
  /** Sends these bytes as the reader, in one write. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Hears what the terminal sends to the reader, in pieces of any size; ends with the pair. */
  onReceived(listener: (bytes: Uint8Array) => void): void;
  /** Ends socat at once: to the terminal this is an unplug. */
  unplug(): Promise<void>;
}

/**
 * Starts a pair whose terminal device has a name in `folder`; the same folder gives the same name again. The test's end
 * are socat's own standard streams and no second terminal device: a stream over a descriptor closes it once more after its
 * last read, and by then the number is another file's, whose closing aborts the whole test process.
 */
export async function startSerialPair(folder: string): Promise<SerialPair> {
  requireTool('socat', 'socat');
  const hostPath = join(folder, 'ttyHost');
  const socat = spawn('socat', ['-d', '-d', 'STDIO', `pty,raw,echo=0,link=${hostPath}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let messages = '';
  socat.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-20_000);
  });
  // Without a listener its output would stand still; whoever wants it listens beside this one.
  socat.stdout.on('data', () => undefined);
  // The end of the pair is an error to whoever writes to it just then.
  socat.stdin.on('error', () => undefined);
  const ended = once(socat, 'close');
  await waitUntil('serial pair of socat', () => {
    if (socat.exitCode !== null || socat.signalCode !== null) {
      throw new Error(`socat has ended:\n${messages}`);
    }
    return messages.includes('starting data transfer loop');
  });
  return {
    hostPath,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        const chunk = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
        socat.stdin.write(chunk, (error) => {
          if (error === null || error === undefined) {
            resolve();
          } else {
            reject(error);
          }
        });
      }),
    onReceived: (listener) => {
      socat.stdout.on('data', (bytes: Buffer) => listener(bytes));
    },
    unplug: async () => {
      const force = setTimeout(() => socat.kill('SIGKILL'), 8_000);
      socat.kill('SIGTERM');
      await ended;
      clearTimeout(force);
    },
  };
}
