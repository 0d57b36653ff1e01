import type { SerialPort } from 'serialport';

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

/** Opens the port at `path` (8 data bits, no parity, 1 stop bit) and reads until closed. Rejects with the driver's error. */
export async function openSerialPort(
  path: string,
  baudRate: number,
  listener: SerialPortListener,
): Promise<OpenSerialPort> {
  const { SerialPort: Port } = await import('serialport');
  // `highWaterMark` bounds the bytes that wait here; the driver holds the rest.
  const port = new Port({ path, baudRate, autoOpen: false, lock: true, highWaterMark: 16_384 });
  port.on('data', (bytes: Buffer) => listener.onBytes(bytes));
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
