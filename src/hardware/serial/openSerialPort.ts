import type { SerialPort } from 'serialport';
import type { SerialLineSetting } from '../hostMessages.ts';
import { clearParityBits } from '../decoders/parityBits.ts';
import { serialPortOptions } from './serialPortOptions.ts';

export interface SerialPortListener {
  /** Bytes as they came, in pieces of any size; the buffer is the listener's until it returns. */
  onBytes(bytes: Uint8Array): void;
  /** The port closed or failed. */
  onEnd(): void;
}

export interface OpenSerialPort {
  /** Hands bytes to the reader. Errors come as `onEnd`; bytes that the port cannot take for long are dropped. */
  write(bytes: Uint8Array): void;
  /** Closes; resolves also where the port is gone already. */
  close(): Promise<void>;
}

/** More bytes than this wait for no reader: it does not take them. */
const MAXIMUM_WAITING_BYTES = 4_096;

/** Where a port is and how bits go over its line. */
export interface SerialPortAddress {
  readonly path: string;
  /** Bit/s. */
  readonly baudRate: number;
  readonly line: SerialLineSetting;
}

/** Opens a port and reads until closed. Rejects with the driver's error. */
export async function openSerialPort(
  { path, baudRate, line }: SerialPortAddress,
  listener: SerialPortListener,
): Promise<OpenSerialPort> {
  const { SerialPort: Port } = await import('serialport');
  // `highWaterMark` bounds the bytes that wait here; the driver holds the rest.
  const port = new Port({
    path,
    baudRate,
    ...serialPortOptions(line, process.platform),
    autoOpen: false,
    lock: true,
    highWaterMark: 16_384,
  });
  port.on('data', (bytes: Buffer) => {
    if (line.dataBits === 7) {
      // Some drivers and adapters know 8 data bits only and leave the parity bit in.
      clearParityBits(bytes);
    }
    listener.onBytes(bytes);
  });
  port.on('close', () => listener.onEnd());
  port.on('error', () => listener.onEnd());
  await new Promise<void>((resolve, reject) => {
    port.open((error) => {
      if (error === null) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
  return {
    write: (bytes) => {
      if (port.isOpen && port.writableLength < MAXIMUM_WAITING_BYTES) {
        port.write(Buffer.from(bytes));
      }
    },
    close: () => closePort(port),
  };
}

async function closePort(port: SerialPort): Promise<void> {
  if (!port.isOpen) {
    return;
  }
  await new Promise<void>((resolve) => {
    // An error here means that the port was gone before; it is closed either way.
    port.close(() => resolve());
  });
}
