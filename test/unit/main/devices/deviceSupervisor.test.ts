import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ParentMessage } from '../../../../src/hardware/hostMessages.ts';
import type { DeviceHostProcess } from '../../../../src/main/devices/deviceHostProcess.ts';
import {
  DeviceSupervisor,
  type SupervisedRead,
} from '../../../../src/main/devices/deviceSupervisor.ts';

/** A device host whose life and death the test plays; the real one runs in test/integration/devices. */
class ScriptedProcess implements DeviceHostProcess {
  readonly pid = undefined;
  readonly sent: ParentMessage[] = [];
  killed = false;
  hangs = false;
  #message: (message: unknown) => void = () => undefined;
  #exit: (description: string) => void = () => undefined;
  readonly #answers: boolean;

  constructor(answers: boolean) {
    this.#answers = answers;
  }

  send(message: ParentMessage): void {
    this.sent.push(message);
    if (this.#answers && !this.hangs && message.type === 'ping') {
      this.say({ type: 'pong', id: message.id });
    }
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }

  onExit(listener: (description: string) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.killed = true;
    this.#exit('SIGKILL');
  }

  say(message: unknown): void {
    this.#message(message);
  }

  die(): void {
    this.#exit('exit code 1');
  }
}

const reader = {
  deviceId: 'hid:1',
  connection: 'hid',
  deviceClass: 'Scanner',
  location: '',
  name: 'Scanner',
  state: 'ready',
  detail: '',
} as const;

describe('DeviceSupervisor', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function start(
    answers = true,
    monotonicMs = () => performance.now(),
  ): {
    supervisor: DeviceSupervisor;
    launched: ScriptedProcess[];
    log: string[];
    last: () => ScriptedProcess;
  } {
    const launched: ScriptedProcess[] = [];
    const log: string[] = [];
    const supervisor = new DeviceSupervisor({
      launch: () => {
        const process = new ScriptedProcess(answers);
        launched.push(process);
        return process;
      },
      configuration: { serialReaders: [], wedge: { prefix: '', suffix: '' }, simulator: false },
      nowMs: () => Date.now(),
      monotonicMs,
      log: (_level, message) => log.push(message),
    });
    supervisor.start();
    return { supervisor, launched, log, last: () => launched.at(-1)! };
  }

  it('restarts a crashed device host within 2 s, however often it crashes, and ever more slowly', async () => {
    const { launched, last } = start();
    const waitsMs: number[] = [];
    for (let crash = 0; crash < 8; crash += 1) {
      const before = launched.length;
      last().die();
      let waitedMs = 0;
      while (launched.length === before) {
        await vi.advanceTimersByTimeAsync(10);
        waitedMs += 10;
      }
      waitsMs.push(waitedMs);
    }
    expect(waitsMs[0]).toBeLessThan(200);
    expect(waitsMs).toEqual([...waitsMs].sort((a, b) => a - b));
    expect(Math.max(...waitsMs)).toBeLessThan(2_000);
  });

  it('takes no answer for a hang within 2 s, and kills what hangs', async () => {
    const { launched, last } = start(false);
    last().say({ type: 'devices', devices: [reader] });
    const hung = last();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(hung.killed).toBe(true);
    expect(launched).toHaveLength(2);
  });

  it('judges silence by looks that came in time, not by its own delay', async () => {
    let delayMs = 0;
    const { launched, last } = start(false, () => performance.now() + delayMs);
    last().say({ type: 'devices', devices: [] });
    for (let held = 0; held < 4; held += 1) {
      await vi.advanceTimersByTimeAsync(200);
      delayMs += 10_000;
      await vi.advanceTimersByTimeAsync(200);
    }
    expect(launched).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(launched[0]?.killed).toBe(true);
  });

  it('notices a hang also where all of its looks are late', async () => {
    let looks = 0;
    const { launched } = start(false, () => performance.now() + (looks += 1) * 1_000);
    launched[0]!.say({ type: 'devices', devices: [] });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(launched[0]?.killed).toBe(true);
  });

  it('puts a started host beside the one in service, which takes over at once', async () => {
    const { supervisor, launched } = start();
    const [first] = launched;
    first!.say({ type: 'devices', devices: [reader] });
    await vi.advanceTimersByTimeAsync(3_000);
    const spare = launched[1]!;
    expect(spare.sent.some(({ type }) => type === 'configure')).toBe(false);
    spare.say({ type: 'devices', devices: [] });
    expect(supervisor.devices()).toEqual([reader]);
    first!.die();
    await vi.advanceTimersByTimeAsync(0);
    expect(spare.sent.some(({ type }) => type === 'configure')).toBe(true);
    expect(launched).toHaveLength(2);
    spare.say({ type: 'devices', devices: [reader] });
    expect(supervisor.devices()).toEqual([reader]);
  });

  it('takes another host to stand by where that one ends or hangs', async () => {
    const { launched } = start();
    launched[0]!.say({ type: 'devices', devices: [] });
    await vi.advanceTimersByTimeAsync(3_000);
    launched[1]!.die();
    await vi.advanceTimersByTimeAsync(3_000);
    launched[2]!.say({ type: 'devices', devices: [] });
    launched[2]!.hangs = true;
    await vi.advanceTimersByTimeAsync(4_500);
    expect(launched.map(({ killed }) => killed)).toEqual([false, false, true, false]);
  });

  it('tells the till once, as of a failed read, that something may have been presented in vain', () => {
    const { supervisor, last } = start();
    const reads: SupervisedRead[] = [];
    supervisor.onRead((read) => reads.push(read));
    last().say({ type: 'devices', devices: [reader] });
    last().die();
    expect(reads).toMatchObject([
      {
        deviceId: 'hid:1',
        outcome: { result: 'invalid', reason: expect.stringMatching(/once more/) as string },
      },
    ]);
  });

  it('tells a read once that was under way when the host ended', () => {
    const { supervisor, launched } = start();
    const reads: SupervisedRead[] = [];
    supervisor.onRead((read) => reads.push(read));
    const outcome = { result: 'refused', reason: 'paymentCard' } as const;
    const received = { count: 1, unit: 'bytes', framing: '' } as const;
    launched[0]!.die();
    launched[0]!.say({
      type: 'read',
      deviceId: 'hid:1',
      connection: 'hid',
      readAtMs: 1,
      received,
      outcome,
    });
    expect(reads.map((read) => read.outcome)).toEqual([outcome]);
  });

  it('says what to look for where the host ends again and again', async () => {
    const { supervisor, last } = start();
    last().say({ type: 'devices', devices: [reader] });
    for (let crash = 0; crash < 4; crash += 1) {
      last().die();
      await vi.advanceTimersByTimeAsync(1_600);
    }
    expect(supervisor.devices()[0]?.detail).toMatch(/one by one/);
  });

  it('gives a device host that has not spoken yet time to start', async () => {
    const { launched } = start(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(launched).toHaveLength(1);
  });

  it('says on the device list that the readers wait for the device service', () => {
    const { supervisor, last } = start();
    last().say({ type: 'devices', devices: [reader] });
    expect(supervisor.devices()).toEqual([reader]);
    last().die();
    expect(supervisor.devices()[0]).toMatchObject({ deviceId: 'hid:1', state: 'gone' });
    expect(supervisor.devices()[0]?.detail).toMatch(/being started again/);
  });

  it('hears nothing any more of a device host that it has given up', async () => {
    const { supervisor, launched } = start();
    launched[0]!.die();
    await vi.advanceTimersByTimeAsync(100);
    launched[0]!.say({ type: 'devices', devices: [reader] });
    expect(supervisor.devices()).toEqual([]);
  });

  it('drops a message without the schema, and keeps its content out of the log', () => {
    const { supervisor, last, log } = start();
    last().say({ type: 'read', deviceId: 'hid:1', number: '4111111111111111' });
    expect(log).toHaveLength(1);
    expect(log.join()).not.toContain('4111');
    expect(supervisor.devices()).toEqual([]);
  });

  it('answers a question in time, also where the device host does not', async () => {
    const { supervisor } = start();
    const asked = supervisor.decodeTyped('12345678');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await asked).toMatchObject({ result: 'invalid' });
  });

  it('keeps no more than 64 questions waiting', async () => {
    const { supervisor, last } = start();
    const asked = Array.from({ length: 70 }, () => supervisor.decodeTyped('12345678'));
    expect(await asked.at(-1)).toMatchObject({ result: 'invalid' });
    last().die();
    expect((await Promise.all(asked)).every(({ result }) => result === 'invalid')).toBe(true);
  });

  it('ends a device host by force that does not stop when told', async () => {
    const { supervisor, last } = start();
    const stopped = supervisor.stop();
    expect(last().sent.at(-1)).toEqual({ type: 'stop' });
    await vi.advanceTimersByTimeAsync(2_000);
    await stopped;
    expect(last().killed).toBe(true);
  });

  it('starts nothing any more once it is stopped', async () => {
    const { supervisor, launched, last } = start();
    last().die();
    await supervisor.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(launched).toHaveLength(1);
  });
});
