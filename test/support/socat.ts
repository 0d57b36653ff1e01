import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { requireTool } from './requireTool.ts';
import { startProcess } from './processes.ts';

/** A pair of real terminal devices, joined: what the reader's end takes arrives at the host's end. */
export interface SerialPair {
  /** The name that the terminal opens. */
  readonly hostPath: string;
  /** Sends these bytes as the reader, in one write. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Hears what the terminal sends to the reader, in pieces of any size. Call once; ends with the pair. */
  onReceived(listener: (bytes: Uint8Array) => void): void;
  /** Ends socat at once: to the terminal this is an unplug. */
  unplug(): Promise<void>;
}

/** Starts a pair whose names are in `folder`; the same folder gives the same names again. */
export async function startSerialPair(folder: string): Promise<SerialPair> {
  requireTool('socat', 'socat');
  const hostPath = join(folder, 'ttyHost');
  const readerPath = join(folder, 'ttyReader');
  const socat = startProcess({
    command: 'socat',
    arguments: ['-d', '-d', `pty,raw,echo=0,link=${readerPath}`, `pty,raw,echo=0,link=${hostPath}`],
  });
  await socat.waitForLine(/starting data transfer loop/);
  const reader = await open(readerPath, 'r+');
  let received: ReadStream | null = null;
  return {
    hostPath,
    write: async (bytes) => {
      await reader.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    },
    onReceived: (listener) => {
      received = createReadStream('', { fd: reader.fd, autoClose: false });
      received.on('data', (bytes) => listener(Buffer.from(bytes)));
      // The end of the pair is an error to whoever reads it.
      received.on('error', () => undefined);
    },
    unplug: async () => {
      received?.destroy();
      await reader.close();
      await socat.stop();
    },
  };
}
