import { describe, expect, it } from 'vitest';
import type { ProbeStep } from '../../../../src/hardware/hostMessages.ts';
import type {
  SerialPortAddress,
  SerialPortListener,
} from '../../../../src/hardware/serial/openSerialPort.ts';
import { SerialProbe } from '../../../../src/hardware/serial/serialProbe.ts';
import { withParityBits } from '../../../support/readerFrames.ts';

/** A port whose speed matters, which no pseudo terminal has: at a wrong one other bytes come out. */
function start(rightBaudRate: number, read: string | Uint8Array, deniedWith: Error | null = null) {
  const steps: ProbeStep[] = [];
  const addresses: SerialPortAddress[] = [];
  const suspended: string[] = [];
  let listener: SerialPortListener | null = null;
  let open = 0;
  const probe: SerialProbe = new SerialProbe({
    context: {
      clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
      log: () => undefined,
    },
    platform: 'linux',
    presentationMs: 50,
    open: (address, heard) => {
      addresses.push(address);
      if (deniedWith !== null) {
        return Promise.reject(deniedWith);
      }
      open += 1;
      listener = heard;
      return Promise.resolve({
        write: () => undefined,
        close: () => {
          open -= 1;
          return Promise.resolve();
        },
      });
    },
    tell: (_path, step) => {
      steps.push(step);
      if (step.step === 'listening' && read.length > 0) {
        const right = step.baudRate === rightBaudRate;
        listener?.onBytes(
          right ? Uint8Array.from(Buffer.from(read)) : Uint8Array.of(0x80, 0, 0xf8, 0x06),
        );
      }
    },
    suspend: (path) => {
      suspended.push(path);
      return Promise.resolve();
    },
    resume: () => {
      suspended.pop();
      return Promise.resolve();
    },
    usbOf: () => Promise.resolve({ vendorId: '0c2e', productId: '0001', serialNumber: 'S' }),
  });
  return { probe, steps, addresses, suspended, opened: () => open };
}

describe('SerialProbe', () => {
  it('goes on to the next speed where nothing readable comes, and finds the right one', async () => {
    const { probe, steps, suspended, opened } = start(19_200, 'K12345678\r');
    await probe.start('/dev/ttyACM0', null);
    expect(steps.at(-1)).toMatchObject({
      step: 'found',
      setting: { baudRate: 19_200, framing: 'cr', usb: { serialNumber: 'S' } },
    });
    const received = steps.flatMap((step) => (step.step === 'received' ? [step.readable] : []));
    expect(received).toEqual([false, false, true, true, true]);
    expect([suspended.length, opened()]).toEqual([0, 0]);
  });

  it.each([
    ['even', 0],
    ['odd', 1],
  ] as const)(
    'finds 7 data bits with %s parity by the bits that an 8N1 port reads',
    async (parity, odd) => {
      const { probe, steps } = start(9_600, withParityBits('K12345678\r\n', odd));
      await probe.start('/dev/ttyS0', null);
      expect(steps.at(-1)).toMatchObject({
        step: 'found',
        setting: { line: { dataBits: 7, parity, stopBits: 1 }, kind: 'lines', framing: 'crlf' },
        description: expect.stringContaining(`7${parity.charAt(0).toUpperCase()}1`) as string,
      });
    },
  );

  it('takes the line that a person knows as it is, at every speed', async () => {
    const line = { dataBits: 8, parity: 'even', stopBits: 2, flowControl: 'rtscts' } as const;
    const { probe, steps, addresses } = start(19_200, 'K12345678\r');
    await probe.start('/dev/ttyS0', line);
    expect(addresses.map((address) => address.line)).toEqual([line, line, line]);
    expect(steps.at(-1)).toMatchObject({ step: 'found', setting: { baudRate: 19_200, line } });
  });

  it('names the line that it tried where nothing was readable', async () => {
    const line = { dataBits: 7, parity: 'mark', stopBits: 1, flowControl: 'none' } as const;
    const { probe, steps } = start(300, 'K12345678\r');
    await probe.start('COM3', line);
    expect(steps.at(-1)).toMatchObject({ message: expect.stringMatching(/with 7M1/) as string });
  });

  it('tells what was never readable from what never came', async () => {
    const wrong = start(300, 'K12345678\r');
    await wrong.probe.start('COM3', null);
    expect(wrong.steps.at(-1)).toMatchObject({ step: 'ended', reason: 'notReadable' });
    const silent = start(9_600, '');
    await silent.probe.start('COM3', null);
    expect(silent.steps.at(-1)).toMatchObject({ step: 'ended', reason: 'timeout' });
    expect(silent.opened()).toBe(0);
  });

  it('says what to do about a port that it may not open, and gives the reader back', async () => {
    const { probe, steps, suspended } = start(9_600, '', new Error('Permission denied'));
    await probe.start('/dev/ttyACM0', null);
    expect(steps).toMatchObject([{ step: 'ended', reason: 'portUnavailable' }]);
    expect(JSON.stringify(steps)).toMatch(/dialout/);
    expect(suspended).toEqual([]);
  });
});
