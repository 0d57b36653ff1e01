import { afterEach, describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../../../../../src/domain/result.ts';
import type { Keystroke, Observation } from '../../../../../src/ipc/channels/devices.ts';
import { localSettingsSchema } from '../../../../../src/ipc/channels/settings.ts';
import type {
  EventName,
  EventPayload,
  HostBridge,
  Request,
} from '../../../../../src/ipc/contract.ts';
import {
  CLOSE_WAIT_MS,
  createReaderSetupStore,
  SHOWN_OBSERVATIONS,
} from '../../../../../src/renderer/features/devices/readerSetupStore.ts';
import { createSettingsStore } from '../../../../../src/renderer/stores/settingsStore.ts';
import { scriptedBridge } from '../../../../support/rendererHarness/scriptedBridge.ts';

afterEach(() => {
  vi.useRealTimers();
});

const path = '/dev/ttyUSB0';
const first = { path: '/dev/ttyS0', baudRate: 9600, framing: 'cr' };
const keys: Keystroke[] = [{ code: 'Digit1', shift: false, control: false, alt: false, atMs: 0 }];
const product = { kind: 'product', gtin: '04006381333931' } as const;
const observation: Observation = {
  deviceId: 'hid:1',
  connection: 'hid',
  readAtMs: 0,
  received: { count: 64, unit: 'bytes', framing: '1 report', aim: null, symbology: null },
  meaning: product,
};

/** A host with one serial reader and one card format; `tell` sends an event of it. */
function host() {
  const listeners = new Map<EventName, (payload: never) => void>();
  const requests: { observe: Request<'devices.observe'>[]; probed: string[]; learned: number } = {
    observe: [],
    probed: [],
    learned: 0,
  };
  const state = {
    full: false,
    kept: localSettingsSchema.parse({
      colourScheme: 'light',
      serialReaders: [first],
      cardFormats: ['UID of 7 bytes'],
    }),
  };
  const bridge = scriptedBridge({
    'devices.observe': (request) => {
      requests.observe.push(request);
      return ok({});
    },
    'devices.listPorts': () => ok({ ports: [] }),
    'devices.probeSerial': (request) => {
      requests.probed.push(request.path);
      return ok({});
    },
    'devices.cancelProbe': () => ok({}),
    'devices.learnWedge': () => {
      requests.learned += 1;
      return ok({ learned: true, wedge: { prefix: '~', suffix: '' } });
    },
    'settings.read': () => ok(state.kept),
    'settings.write': (settings) => {
      if (state.full) {
        return fail({ code: 'diskFull', message: 'The disk is full.' });
      }
      state.kept = settings;
      return ok(settings);
    },
  });
  let silent = false;
  const hearing: HostBridge = {
    request: (channel, request) =>
      silent ? new Promise(() => undefined) : bridge.request(channel, request),
    on: (event, listener) => {
      listeners.set(event, listener);
      return () => listeners.delete(event);
    },
  };
  const store = createReaderSetupStore(hearing, createSettingsStore(hearing));
  const tell = <Name extends EventName>(event: Name, payload: EventPayload<Name>): void => {
    listeners.get(event)?.(payload as never);
  };
  const silence = () => {
    silent = true;
  };
  return {
    store,
    requests,
    state,
    tell,
    silence,
    asked: bridge.asked,
    now: () => store.getState(),
  };
}

describe('observing', () => {
  it('shows the last ten reads, the latest first, and forgets them when the screen is left', async () => {
    const { tell, now, requests } = host();
    await now().observe(['UID of 4 bytes']);
    for (let count = 0; count < SHOWN_OBSERVATIONS + 3; count += 1) {
      tell('devices.observed', { ...observation, readAtMs: count });
    }
    expect(now().observations).toHaveLength(SHOWN_OBSERVATIONS);
    expect(now().observations[0]?.observation.readAtMs).toBe(SHOWN_OBSERVATIONS + 2);
    now().leave();
    expect(now()).toMatchObject({ open: false, observations: [] });
    expect(requests.observe).toEqual([
      { observing: true, cardFormats: ['UID of 4 bytes'] },
      { observing: false, cardFormats: [] },
    ]);
  });

  it('closes once the host has answered, and asks it only once', async () => {
    const { now, requests } = host();
    await now().observe([]);
    const closing = now().close();
    expect(now().open).toBe(true);
    await closing;
    expect(now()).toMatchObject({ open: false, observations: [] });
    now().leave();
    expect(requests.observe.map(({ observing }) => observing)).toEqual([true, false]);
  });

  it('closes after a second where the host does not answer', async () => {
    vi.useFakeTimers();
    const { now, silence } = host();
    await now().observe([]);
    silence();
    let closed = false;
    const closing = now()
      .close()
      .then(() => {
        closed = true;
      });
    await vi.advanceTimersByTimeAsync(CLOSE_WAIT_MS - 1);
    expect([closed, now().open]).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(1);
    await closing;
    expect(now().open).toBe(false);
  });

  it('shows nothing before the screen is open', () => {
    const { tell, now } = host();
    tell('devices.observed', observation);
    expect(now().observations).toEqual([]);
  });
});

describe('a guided set-up', () => {
  const setting = localSettingsSchema.shape.serialReaders.parse([{ ...first, path }])[0]!;
  const found = { path, progress: { step: 'found', setting, description: '' } } as const;

  it('keeps what the host found beside the readers that are there', async () => {
    const { tell, now, requests, state } = host();
    await now().begin('serial');
    await now().choosePort(path, null);
    expect(requests.probed).toEqual([path]);
    tell('devices.probeProgress', found);
    await now().saveFound();
    expect(now().guide?.step).toBe('saved');
    expect(state.kept.serialReaders.map((reader) => reader.path)).toEqual([first.path, path]);
  });

  it('says why it could not be kept, and can be saved again', async () => {
    const { tell, now, state } = host();
    await now().begin('serial');
    await now().choosePort(path, null);
    tell('devices.probeProgress', found);
    state.full = true;
    await now().saveFound();
    expect(now().guide).toMatchObject({ step: 'found', problem: 'The disk is full.' });
    state.full = false;
    await now().saveFound();
    expect(now().guide?.step).toBe('saved');
  });

  it('ends the search in the host when it is cancelled or the screen is left', async () => {
    const { now, asked } = host();
    await now().begin('rfid');
    await now().choosePort(path, null);
    now().leave();
    expect(now().guide).toBeNull();
    expect(asked.filter((channel) => channel === 'devices.cancelProbe')).toHaveLength(1);
  });

  it('learns from three scans of a keyboard reader', async () => {
    const { now, state, requests } = host();
    await now().begin('wedge');
    for (let count = 0; count < 3; count += 1) {
      await now().takeScan(keys, product);
    }
    await now().saveFound();
    expect(requests.learned).toBe(1);
    expect(state.kept.wedge).toEqual({ prefix: '~', suffix: '' });
  });

  it('invariant 8: forgets the scans at once where one is a payment card, and learns nothing', async () => {
    const { now, requests } = host();
    await now().begin('wedge');
    await now().takeScan(keys, product);
    await now().takeScan(keys, { kind: 'refused', reason: 'paymentCard' });
    expect(now().guide?.step).toBe('failed');
    expect(JSON.stringify(now().guide)).not.toContain('Digit1');
    expect(requests.learned).toBe(0);
  });
});

describe('a removal', () => {
  it('can be undone', async () => {
    const { now, state } = host();
    const reader = state.kept.serialReaders[0]!;
    await now().removeSerialReader(reader);
    await now().removeCardFormat('UID of 7 bytes');
    expect(state.kept).toMatchObject({ serialReaders: [], cardFormats: [] });
    await now().undo();
    expect(state.kept).toMatchObject({ serialReaders: [], cardFormats: ['UID of 7 bytes'] });
    expect(now().removal).toBeNull();
  });

  it('cannot be undone after a later change, which would be undone with it', async () => {
    const { now, state } = host();
    await now().removeCardFormat('UID of 7 bytes');
    expect(await now().addCardFormat('UID of 4 bytes')).toBe(true);
    expect(now().removal).toBeNull();
    await now().undo();
    expect(state.kept.cardFormats).toEqual(['UID of 4 bytes']);
  });

  it('says why it was not kept', async () => {
    const { now, state } = host();
    state.full = true;
    await now().removeAffixes();
    expect(now()).toMatchObject({ problem: 'The disk is full.', removal: null });
  });
});
