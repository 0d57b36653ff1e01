import { describe, expect, it } from 'vitest';
import type { ParentMessage } from '../../../../src/hardware/hostMessages.ts';
import { DeviceSupervisor } from '../../../../src/main/devices/deviceSupervisor.ts';
import { SetupWindow } from '../../../../src/main/devices/setupWindow.ts';

/** A window over a device host that takes every message and answers none. */
function open() {
  const sent: ParentMessage[] = [];
  let end: (description: string) => void = () => undefined;
  const supervisor = new DeviceSupervisor({
    launch: () => ({
      pid: undefined,
      send: (message) => {
        sent.push(message);
        if (message.type === 'stop') {
          end('exit code 0');
        }
      },
      onMessage: () => undefined,
      onExit: (listener) => {
        end = listener;
      },
      kill: () => undefined,
    }),
    configuration: { serialReaders: [], wedge: { prefix: '', suffix: '' }, simulator: false },
    nowMs: () => 0,
    monotonicMs: () => 0,
    log: () => undefined,
  });
  supervisor.start();
  const words = (): string[] => sent.map(({ type }) => type);
  return { supervisor, window: new SetupWindow(supervisor), sent, words };
}

describe('SetupWindow', () => {
  it('ends with all that it asked of the readers', async () => {
    const { supervisor, window, sent, words } = open();
    window.setObserving(true, ['EAN-13 starting with 29', 'nonsense']);
    expect(window.patterns).toHaveLength(1);
    window.probe('COM3', null);
    window.setDataEventEnabled(false);
    window.close();
    expect(window.patterns).toBeNull();
    expect(words().slice(-3)).toEqual(['cancelProbe', 'clearInput', 'setDataEventEnabled']);
    expect(sent.at(-1)).toMatchObject({ enabled: true });
    await supervisor.stop();
  });

  it('leaves alone what it did not ask for', async () => {
    const { supervisor, window, words } = open();
    const before = words();
    window.close();
    expect(words()).toEqual(before);
    await supervisor.stop();
  });
});
