import type { SerialPortDescription } from '../hostMessages.ts';

const MAXIMUM_PORTS = 256;

/** The serial ports of this machine, for setting a reader up. Asked for by a person, never in a loop. */
export async function listSerialPorts(): Promise<SerialPortDescription[]> {
  const { SerialPort } = await import('serialport');
  const ports = await SerialPort.list();
  return ports.slice(0, MAXIMUM_PORTS).map(({ path, manufacturer, serialNumber }) => ({
    path: path.slice(0, 300),
    manufacturer: (manufacturer ?? '').slice(0, 200),
    serialNumber: (serialNumber ?? '').slice(0, 200),
  }));
}
