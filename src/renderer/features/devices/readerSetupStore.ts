import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Keystroke, Observation, ReadOutcome } from '../../../ipc/channels/devices.ts';
import type {
  LocalSettings,
  SerialLineSetting,
  SerialReaderSetting,
} from '../../../ipc/channels/settings.ts';
import type { HostBridge } from '../../../ipc/contract.ts';
import type { SettingsStore } from '../../stores/settingsStore.ts';
import {
  advanceGuide,
  beginGuide,
  PRESENTATIONS,
  type Guide,
  type GuideEvent,
  type GuideKind,
} from './guide.ts';
import { withReaderName } from './readerNames.ts';
import { withoutSerialReader, withSerialReader } from './savedReaders.ts';

/** How many reads the screen shows. */
export const SHOWN_OBSERVATIONS = 10;

/** How long closing waits for the host at most. */
export const CLOSE_WAIT_MS = 1000;

/** One read on the screen; `number` tells it from all others. */
export interface NumberedObservation {
  readonly number: number;
  readonly observation: Observation;
}

/** Something that was taken away and can be put back. */
export interface Removal {
  /** What, e.g. "The reader at COM3 was removed." */
  readonly words: string;
  readonly before: Partial<LocalSettings>;
}

export interface ReaderSetupState {
  /** While true, reads are shown here and are no sale's. */
  readonly open: boolean;
  /** The latest first. */
  readonly observations: readonly NumberedObservation[];
  readonly guide: Guide | null;
  readonly removal: Removal | null;
  /** Why the last change of a setting was not kept, or null. */
  readonly problem: string | null;
  /** Asks the host to send reads here; again, to keep it so. `cardFormats` are tried beside those in effect. */
  readonly observe: (cardFormats: readonly string[]) => Promise<void>;
  /** Ends observing; resolves when reads are the till's again, or the host has not said so within `CLOSE_WAIT_MS`. */
  readonly close: () => Promise<void>;
  /** Ends observing and what is under way, without waiting for the host. */
  readonly leave: () => void;
  readonly clearObservations: () => void;
  readonly begin: (kind: GuideKind) => Promise<void>;
  /** Lets the host find out how the reader at `path` sends; a `line` that the person knows is taken as it is. */
  readonly choosePort: (path: string, line: SerialLineSetting | null) => Promise<void>;
  /** Takes a scan of a keyboard reader, and what the host made of it. */
  readonly takeScan: (keys: readonly Keystroke[], outcome: ReadOutcome) => Promise<void>;
  readonly saveFound: () => Promise<void>;
  /** Ends the guided set-up; nothing of it is kept. */
  readonly endGuide: () => void;
  /** Gives a reader a name of the shop's own; an empty one gives make and model back. */
  readonly renameReader: (deviceId: string, name: string) => Promise<void>;
  readonly removeSerialReader: (setting: SerialReaderSetting) => Promise<void>;
  readonly removeAffixes: () => Promise<void>;
  /** Keeps a card format; resolves to whether it was kept. */
  readonly addCardFormat: (text: string) => Promise<boolean>;
  readonly removeCardFormat: (text: string) => Promise<void>;
  /** Keeps a rule for labels of scales; resolves to whether it was kept. */
  readonly addMeasureRule: (text: string) => Promise<boolean>;
  readonly removeMeasureRule: (text: string) => Promise<void>;
  /** Puts back what was removed last. */
  readonly undo: () => Promise<void>;
}

export type ReaderSetupStore = StoreApi<ReaderSetupState>;

const PAYMENT_CARD =
  'That is a payment card or an identity document. Nothing of it was kept: start again with a loyalty card or a product.';

const CLOSED = { open: false, observations: [], removal: null, problem: null } as const;

function afterMs(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, waitMs);
  });
}

/** Setting readers up, over the host and this terminal's settings. */
export function createReaderSetupStore(
  bridge: HostBridge,
  settings: SettingsStore,
): ReaderSetupStore {
  return createStore<ReaderSetupState>((set, get) => {
    let count = 0;
    const happen = (event: GuideEvent): void => {
      const { guide } = get();
      if (guide !== null) {
        set({ guide: advanceGuide(guide, event) });
      }
    };
    /** Changes settings from what the host keeps now; resolves to whether they were kept. */
    const change = async (
      from: (kept: LocalSettings) => Partial<LocalSettings>,
      removed: string | null,
    ): Promise<boolean> => {
      await settings.getState().load();
      const kept = settings.getState().settings;
      if (kept === null) {
        set({ problem: 'The settings cannot be read just now. Try again.' });
        return false;
      }
      const wanted = from(kept);
      const problem = await settings.getState().change(wanted);
      const before = {
        serialReaders: kept.serialReaders,
        wedge: kept.wedge,
        cardFormats: kept.cardFormats,
        measureRules: kept.measureRules ?? [],
        readerNames: kept.readerNames ?? [],
      };
      const removal = removed === null ? null : { words: removed, before };
      // After another change the one before cannot be undone without undoing this one, too.
      set({ problem, removal: problem === null ? removal : get().removal });
      return problem === null;
    };

    const endObserving = (): Promise<unknown> =>
      bridge.request('devices.observe', { observing: false, cardFormats: [] });

    bridge.on('devices.observed', (observation) => {
      if (get().open) {
        count += 1;
        const observations = [{ number: count, observation }, ...get().observations];
        set({ observations: observations.slice(0, SHOWN_OBSERVATIONS) });
      }
    });
    bridge.on('devices.probeProgress', ({ path, progress }) =>
      happen({ event: 'progress', path, progress }),
    );

    return {
      open: false,
      observations: [],
      guide: null,
      removal: null,
      problem: null,
      observe: async (cardFormats) => {
        set({ open: true });
        const request = { observing: true, cardFormats: [...cardFormats] };
        const answer = await bridge.request('devices.observe', request);
        set({ problem: answer.ok ? null : answer.error.message });
      },
      close: async () => {
        get().endGuide();
        await Promise.race([endObserving(), afterMs(CLOSE_WAIT_MS)]);
        set(CLOSED);
      },
      leave: () => {
        const wasOpen = get().open;
        get().endGuide();
        set(CLOSED);
        if (wasOpen) {
          void endObserving();
        }
      },
      clearObservations: () => set({ observations: [] }),
      begin: async (kind) => {
        set({ guide: beginGuide(kind), removal: null });
        if (kind === 'wedge') {
          return;
        }
        const answer = await bridge.request('devices.listPorts', {});
        happen(
          answer.ok
            ? { event: 'portsListed', ports: answer.value.ports }
            : { event: 'portsFailed', message: answer.error.message },
        );
      },
      choosePort: async (path, line) => {
        happen({ event: 'portChosen', path });
        const answer = await bridge.request('devices.probeSerial', { path, line });
        if (!answer.ok) {
          happen({ event: 'failed', message: answer.error.message });
        }
      },
      takeScan: async (keys, outcome) => {
        if (get().guide?.step !== 'scan') {
          return;
        }
        if (outcome.kind === 'refused') {
          happen({ event: 'failed', message: PAYMENT_CARD });
          return;
        }
        happen({ event: 'scanned', keys });
        const { guide } = get();
        if (guide?.step !== 'scan' || guide.scans.length < PRESENTATIONS) {
          return;
        }
        const scans = guide.scans.map((scan) => [...scan]);
        const answer = await bridge.request('devices.learnWedge', { scans });
        if (!answer.ok) {
          happen({ event: 'failed', message: answer.error.message });
        } else if (answer.value.learned) {
          happen({ event: 'learned', wedge: answer.value.wedge });
        } else {
          happen({ event: 'failed', message: answer.value.message });
        }
      },
      saveFound: async () => {
        const { guide } = get();
        if (guide?.step !== 'found' || guide.saving) {
          return;
        }
        const { found } = guide;
        happen({ event: 'saving' });
        const kept = await change(
          ({ serialReaders }) =>
            found.of === 'wedge'
              ? { wedge: found.wedge }
              : { serialReaders: withSerialReader(serialReaders, found.setting) },
          null,
        );
        happen(
          kept
            ? { event: 'saved' }
            : { event: 'saveFailed', message: get().problem ?? 'It was not kept. Try again.' },
        );
      },
      endGuide: () => {
        if (get().guide?.step === 'listen') {
          void bridge.request('devices.cancelProbe', {});
        }
        set({ guide: null });
      },
      renameReader: async (deviceId, name) => {
        const trimmed = name.trim();
        const words =
          trimmed === ''
            ? 'The reader goes by make and model again.'
            : `The reader is called “${trimmed}” now.`;
        await change(
          ({ readerNames }) => ({ readerNames: withReaderName(readerNames, deviceId, name) }),
          words,
        );
      },
      removeSerialReader: async (setting) => {
        const words = `The reader at ${setting.path} was removed.`;
        await change(
          ({ serialReaders }) => ({ serialReaders: withoutSerialReader(serialReaders, setting) }),
          words,
        );
      },
      removeAffixes: async () => {
        const words = 'Prefix and suffix of keyboard readers were removed.';
        await change(() => ({ wedge: { prefix: '', suffix: '' } }), words);
      },
      addCardFormat: (text) =>
        change(
          ({ cardFormats }) => ({
            cardFormats: [...cardFormats.filter((one) => one !== text), text],
          }),
          null,
        ),
      removeCardFormat: async (text) => {
        const words = `The card format “${text}” was removed.`;
        await change(
          ({ cardFormats }) => ({ cardFormats: cardFormats.filter((one) => one !== text) }),
          words,
        );
      },
      addMeasureRule: (text) =>
        change(
          ({ measureRules = [] }) => ({
            measureRules: [...measureRules.filter((one) => one !== text), text],
          }),
          null,
        ),
      removeMeasureRule: async (text) => {
        const words = `The rule “${text}” was removed.`;
        await change(
          ({ measureRules = [] }) => ({
            measureRules: measureRules.filter((one) => one !== text),
          }),
          words,
        );
      },
      undo: async () => {
        const { removal } = get();
        if (removal !== null) {
          await change(() => removal.before, null);
        }
      },
    };
  });
}
