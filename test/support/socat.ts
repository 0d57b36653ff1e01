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
  return {
    hostPath,
    write: async (bytes) => {
      await reader.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    },
    unplug: async () => {
      await reader.close();
      await socat.stop();
    },
  };
}
