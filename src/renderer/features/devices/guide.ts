import type { Keystroke, ProbeProgress, SerialPortOption } from '../../../ipc/channels/devices.ts';
import type { SerialReaderSetting, WedgeSetting } from '../../../ipc/channels/settings.ts';
import { formatCount } from '../../ui/format.ts';

/** How many times a person presents the same card. */
export const PRESENTATIONS = 3;

/** What is being set up: a reader at a serial port, an RFID reader at one, or one that types like a keyboard. */
export type GuideKind = 'serial' | 'rfid' | 'wedge';

/** Where a guided set-up stands. Keys of scans are forgotten with the step that collects them. */
export type Guide = { readonly kind: GuideKind } & (
  | {
      readonly step: 'choose';
      /** Null while they are asked for. */
      readonly ports: readonly SerialPortOption[] | null;
      readonly problem: string | null;
    }
  | {
      readonly step: 'listen';
      readonly path: string;
      /** Bit/s; null before the port is open. */
      readonly baudRate: number | null;
      readonly presentationsLeft: number;
      /** What came in last, where it was of no use. */
      readonly note: string | null;
    }
  | { readonly step: 'scan'; readonly scans: readonly (readonly Keystroke[])[] }
  | {
      readonly step: 'found';
      readonly found: FoundSetting;
      readonly saving: boolean;
      readonly problem: string | null;
    }
  | { readonly step: 'saved'; readonly found: FoundSetting }
  | { readonly step: 'failed'; readonly message: string }
);

/** What a guided set-up found out and can be saved. */
export type FoundSetting =
  | { readonly of: 'serial'; readonly setting: SerialReaderSetting }
  | { readonly of: 'wedge'; readonly wedge: WedgeSetting };

export type GuideEvent =
  | { readonly event: 'portsListed'; readonly ports: readonly SerialPortOption[] }
  | { readonly event: 'portsFailed'; readonly message: string }
  | { readonly event: 'portChosen'; readonly path: string }
  | {
      readonly event: 'progress';
      readonly path: string;
      readonly progress: ProbeProgress['progress'];
    }
  | { readonly event: 'scanned'; readonly keys: readonly Keystroke[] }
  | { readonly event: 'learned'; readonly wedge: WedgeSetting }
  | { readonly event: 'failed'; readonly message: string }
  | { readonly event: 'saving' }
  | { readonly event: 'saved' }
  | { readonly event: 'saveFailed'; readonly message: string };

/** The first step of a set-up. */
export function beginGuide(kind: GuideKind): Guide {
  return kind === 'wedge'
    ? { kind, step: 'scan', scans: [] }
    : { kind, step: 'choose', ports: null, problem: null };
}

/** The step after `happened`; the same guide where it means nothing there. */
export function advanceGuide(guide: Guide, happened: GuideEvent): Guide {
  const { kind } = guide;
  switch (happened.event) {
    case 'portsListed':
      return guide.step === 'choose' ? { ...guide, ports: happened.ports, problem: null } : guide;
    case 'portsFailed':
      return guide.step === 'choose' ? { ...guide, ports: [], problem: happened.message } : guide;
    case 'portChosen': {
      const { path } = happened;
      const presentationsLeft = PRESENTATIONS;
      return { kind, step: 'listen', path, baudRate: null, presentationsLeft, note: null };
    }
    case 'progress':
      return guide.step === 'listen' && guide.path === happened.path
        ? afterProgress(guide, happened.progress)
        : guide;
    case 'scanned':
      return guide.step === 'scan' && guide.scans.length < PRESENTATIONS
        ? { ...guide, scans: [...guide.scans, happened.keys] }
        : guide;
    case 'learned':
      return guide.step === 'scan' ? found(kind, { of: 'wedge', wedge: happened.wedge }) : guide;
    case 'failed':
      return { kind, step: 'failed', message: happened.message };
    case 'saving':
      return guide.step === 'found' ? { ...guide, saving: true, problem: null } : guide;
    case 'saved':
      return guide.step === 'found' ? { kind, step: 'saved', found: guide.found } : guide;
    case 'saveFailed':
      return guide.step === 'found'
        ? { ...guide, saving: false, problem: happened.message }
        : guide;
  }
}

/** The names of a set-up's steps, and which one is at hand, from 0; as many as there are names when all are done. */
export function guideSteps(guide: Guide): {
  readonly names: readonly string[];
  readonly at: number;
} {
  const names =
    guide.kind === 'wedge'
      ? ['Scan three times', 'Check and save']
      : ['Choose the port', 'Present a card three times', 'Check and save'];
  const last = names.length - 1;
  switch (guide.step) {
    case 'choose':
      return { names, at: 0 };
    case 'listen':
    case 'scan':
    case 'failed':
      return { names, at: last - 1 };
    case 'found':
      return { names, at: last };
    case 'saved':
      return { names, at: names.length };
  }
}

type Listening = Extract<Guide, { readonly step: 'listen' }>;

function afterProgress(guide: Listening, progress: ProbeProgress['progress']): Guide {
  const { kind } = guide;
  switch (progress.step) {
    case 'listening': {
      const { baudRate, presentationsLeft } = progress;
      // What was said of one speed holds until something comes in at the next.
      const note = presentationsLeft < PRESENTATIONS ? null : guide.note;
      return { ...guide, baudRate, presentationsLeft, note };
    }
    case 'received':
      return {
        ...guide,
        note: progress.readable
          ? null
          : `Something came in at ${formatCount(progress.baudRate)} bit/s and made no sense: this is not the reader’s speed. Present the card again.`,
      };
    case 'found':
      return found(kind, { of: 'serial', setting: progress.setting });
    case 'ended':
      // Whoever cancels leaves this step; such an end is of the search before.
      return progress.reason === 'cancelled'
        ? guide
        : { kind, step: 'failed', message: progress.message };
  }
}

function found(kind: GuideKind, setting: FoundSetting): Guide {
  return { kind, step: 'found', found: setting, saving: false, problem: null };
}
