import { describe, expect, it } from 'vitest';
import type { DeviceHostPort } from '../../../../src/hardware/deviceHostPort.ts';
import type { HidListener } from '../../../../src/hardware/hid/hidBackend.ts';
import type { DeviceHostMessage } from '../../../../src/hardware/hostMessages.ts';
import { runDeviceHost } from '../../../../src/hardware/runDeviceHost.ts';
import { hidPosReport } from '../../../../src/hardware/simulator/hidPosReport.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

describe('a scanner that sends 10,000 reports a second', () => {
  it('gives no more reads than a person can scan, and the host goes on', async () => {
    let nowMs = 0;
    const listeners: HidListener[] = [];
    let receive: (message: unknown) => void = () => undefined;
    const sent: DeviceHostMessage[] = [];
    const port: DeviceHostPort = {
      send: (message) => sent.push(message),
      onMessage: (listen) => {
        receive = listen;
      },
      onClosed: () => undefined,
    };
    const ended = runDeviceHost(port, {
      clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
      platform: 'linux',
      startsAtOnce: true,
      hidBackend: {
        list: () =>
          Promise.resolve([
            {
              ...{ path: 'a', vendorId: 0x0c2e, productId: 1, serialNumber: 'S1' },
              ...{ manufacturer: '', product: '', interfaceNumber: 0, usagePage: 0x8c, usage: 2 },
            },
          ]),
        reportDescriptor: () => Promise.resolve(null),
        open: (_path, heard) => {
          listeners.push(heard);
          return Promise.resolve({ close: () => Promise.resolve() });
        },
      },
      claimHidDevice: () => Promise.resolve({ held: true, release: () => Promise.resolve() }),
      watchHidHotPlug: () => ({ active: true, stop: () => undefined }),
    });
    await waitUntil('ready', () =>
      sent.some(
        (message) =>
          message.type === 'devices' && message.devices.some(({ state }) => state === 'ready'),
      ),
    );
    for (let report = 0; report < 30_000; report += 1) {
      nowMs = Math.floor(report / 10);
      listeners[0]?.onReport(hidPosReport('96385074'));
    }
    const reads = sent.filter(({ type }) => type === 'read');
    expect(reads).toHaveLength(3 * 32);
    expect(sent.filter(({ type }) => type === 'log')).toHaveLength(1 + 3);
    receive({ type: 'ping', id: 1 });
    expect(sent.at(-1)).toEqual({ type: 'pong', id: 1 });
    receive({ type: 'stop' });
    await ended;
  });
});
