import { describe, expect, it } from 'vitest';
import type { ProbeStep } from '../../../../src/hardware/hostMessages.ts';
import type { SerialPortListener } from '../../../../src/hardware/serial/openSerialPort.ts';
import { SerialProbe } from '../../../../src/hardware/serial/serialProbe.ts';

/** A port whose speed matters, which no pseudo terminal has: at a wrong one other bytes come out. */
function start(rightBaudRate: number, read: string, deniedWith: Error | null = null) {
  const steps: ProbeStep[] = [];
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
    open: (_path, _baudRate, heard) => {
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
      if (step.step === 'listening' && read !== '') {
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
  return { probe, steps, suspended, opened: () => open };
}

describe('SerialProbe', () => {
  it('goes on to the next speed where nothing readable comes, and finds the right one', async () => {
    const { probe, steps, suspended, opened } = start(19_200, 'K12345678\r');
    await probe.start('/dev/ttyACM0');
    expect(steps.at(-1)).toMatchObject({
      step: 'found',
      setting: { baudRate: 19_200, framing: 'cr', usb: { serialNumber: 'S' } },
    });
    const received = steps.flatMap((step) => (step.step === 'received' ? [step.readable] : []));
    expect(received).toEqual([false, false, true, true, true]);
    expect([suspended.length, opened()]).toEqual([0, 0]);
  });

  it('tells what was never readable from what never came', async () => {
    const wrong = start(300, 'K12345678\r');
    await wrong.probe.start('COM3');
    expect(wrong.steps.at(-1)).toMatchObject({ step: 'ended', reason: 'notReadable' });
    const silent = start(9_600, '');
    await silent.probe.start('COM3');
    expect(silent.steps.at(-1)).toMatchObject({ step: 'ended', reason: 'timeout' });
    expect(silent.opened()).toBe(0);
  });

  it('says what to do about a port that it may not open, and gives the reader back', async () => {
    const { probe, steps, suspended } = start(9_600, '', new Error('Permission denied'));
    await probe.start('/dev/ttyACM0');
    expect(steps).toMatchObject([{ step: 'ended', reason: 'portUnavailable' }]);
    expect(JSON.stringify(steps)).toMatch(/dialout/);
    expect(suspended).toEqual([]);
  });
});
