import { mkdirSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { projectRoot, startProcess } from '../support/processes.ts';
import { startSerialPair } from '../support/socat.ts';
import { emulateScanner } from '../support/umockdev.ts';

/** A driver with nothing around it, at a port of its own. */
export interface BareRead<Bytes> {
  /** Sends `bytes` and gives the milliseconds until the driver has delivered all of them. */
  measureMs(bytes: Bytes): Promise<number>;
  close(): Promise<void>;
}

/** The native `serialport` on a pseudo terminal, in this process. */
export async function openBareSerial(folder: string): Promise<BareRead<string>> {
  mkdirSync(folder, { recursive: true });
  const pair = await startSerialPair(folder);
  const port = new SerialPort({ path: pair.hostPath, baudRate: 9600 });
  let heard: (bytes: number) => void = () => undefined;
  port.on('data', (bytes: Buffer) => heard(bytes.length));
  return {
    async measureMs(bytes) {
      let missing = bytes.length;
      const arrived = new Promise<number>((resolve) => {
        heard = (count) => {
          missing -= count;
          if (missing <= 0) {
            resolve(performance.now());
          }
        };
      });
      const sentMs = performance.now();
      await pair.write(bytes);
      return (await arrived) - sentMs;
    },
    async close() {
      await new Promise<void>((resolve) => {
        port.close(() => resolve());
      });
      await pair.unplug();
    },
  };
}

/** node-hid's native code in front of an emulated scanner, in a process that does nothing else. */
export async function openBareHid(): Promise<BareRead<Uint8Array>> {
  const scanner = await emulateScanner();
  const [command = '', ...words] = scanner.prefix;
  const reader = startProcess({
    command,
    arguments: [...words, process.execPath, `${projectRoot}/test/bench/bareHid.ts`],
  });
  await reader.waitForLine(/^open$/);
  let reports = 0;
  return {
    async measureMs(bytes) {
      reports += 1;
      const sentNs = process.hrtime.bigint();
      await scanner.sendReport(bytes);
      const [, atNs = ''] = await reader.waitForLine(new RegExp(`^report ${reports} (\\d+)$`));
      return Number(BigInt(atNs) - sentNs) / 1e6;
    },
    async close() {
      await reader.stop();
      await scanner.stop();
    },
  };
}
