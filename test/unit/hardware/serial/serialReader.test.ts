import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceRegistry } from '../../../../src/hardware/deviceRegistry.ts';
import type { DecodeOutcome } from '../../../../src/hardware/decoders/decoded.ts';
import type { SerialPortListener } from '../../../../src/hardware/serial/openSerialPort.ts';
import { SerialReaders } from '../../../../src/hardware/serial/serialReaders.ts';
import { serialReaderSetting } from '../../../support/serialReaderSetting.ts';

/** Serial readers over ports that the test opens and fails; real ones run in test/integration/devices. */
function start(open: (listener: SerialPortListener, nth: number) => unknown) {
  const openedAtMs: number[] = [];
  const outcomes: DecodeOutcome[] = [];
  let closed = 0;
  const registry = new DeviceRegistry(() => undefined);
  const readers = new SerialReaders(
    {
      clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
      registry,
      deliver: (_deviceId, _connection, read) => outcomes.push(...read),
      log: () => undefined,
    },
    // Where ports are no files, so that none need be there.
    'win32',
    (_address, listener) => {
      openedAtMs.push(performance.now());
      const failure = open(listener, openedAtMs.length);
      if (failure instanceof Error) {
        return Promise.reject(failure);
      }
      return Promise.resolve({
        write: () => undefined,
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      });
    },
  );
  void readers.configure([serialReaderSetting('COM3')]);
  return { readers, openedAtMs, outcomes, registry, closed: () => closed };
}

describe('a serial reader whose port fails', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['before its opening is told', (end: () => void) => end()],
    ['right after', (end: () => void) => void setTimeout(end, 1)],
  ])('is tried ever more slowly where it ends %s, and says to check the cable', async (_, when) => {
    const { readers, openedAtMs, registry, closed } = start((listener) =>
      when(() => listener.onEnd()),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    const waits = openedAtMs.slice(1).map((atMs, index) => atMs - (openedAtMs[index] ?? 0));
    expect(waits.length).toBeGreaterThan(10);
    expect(waits).toEqual([...waits].sort((left, right) => left - right));
    expect(Math.max(...waits)).toBeLessThan(3_500);
    expect(openedAtMs.length - closed()).toBeLessThanOrEqual(1);
    expect(registry.list()[0]).toMatchObject({
      state: expect.stringMatching(/gone|ready/) as string,
    });
    await readers.stop();
  });

  it('is taken up quickly again where it had lasted', async () => {
    const { readers, openedAtMs } = start(
      (listener) => void setTimeout(() => listener.onEnd(), 10_000),
    );
    await vi.advanceTimersByTimeAsync(45_000);
    const waits = openedAtMs.slice(1).map((atMs, index) => atMs - (openedAtMs[index] ?? 0));
    expect(waits.every((wait) => wait < 10_500)).toBe(true);
    await readers.stop();
  });

  it.each([
    ['Error: Input/output error, cannot open COM3', /Check its cable/],
    ['Error Resource temporarily unavailable Cannot lock port', /Another program holds COM3/],
    ['Invalid parity setting 4', /knows no such line/],
  ])('says what to do about %j, and is ready once it opens', async (message, advice) => {
    const { readers, registry } = start((_listener, nth) => (nth <= 3 ? new Error(message) : null));
    await vi.advanceTimersByTimeAsync(300);
    expect(registry.list()[0]).toMatchObject({ state: 'failed' });
    expect(registry.list()[0]?.detail).toMatch(advice);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(registry.list()[0]).toMatchObject({ state: 'ready', detail: '' });
    await readers.stop();
  });

  it('joins no half read of a port that ended with what the next one sends', async () => {
    const { readers, outcomes } = start((listener, nth) => {
      setTimeout(() => listener.onBytes(Buffer.from(nth === 1 ? 'K1111' : '2222\r')), 50);
      setTimeout(() => listener.onEnd(), nth === 1 ? 60 : 60_000);
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outcomes).toMatchObject([{ result: 'credential', reading: { text: '2222' } }]);
    await readers.stop();
  });
});
