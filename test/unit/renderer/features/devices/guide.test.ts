import { describe, expect, it } from 'vitest';
import { serialReaderSettingSchema } from '../../../../../src/ipc/channels/settings.ts';
import {
  advanceGuide,
  beginGuide,
  guideSteps,
  type Guide,
  type GuideEvent,
} from '../../../../../src/renderer/features/devices/guide.ts';

const path = '/dev/ttyUSB0';
const setting = serialReaderSettingSchema.parse({ path, baudRate: 19_200, framing: 'cr' });
const keys = [{ code: 'Digit1', shift: false, control: false, alt: false, atMs: 0 }];
const wedge = { prefix: '~', suffix: '' };

function after(start: Guide, ...events: readonly GuideEvent[]): Guide {
  return events.reduce(advanceGuide, start);
}

const chosen: GuideEvent = { event: 'portChosen', path };
const listening = (baudRate: number, presentationsLeft: number): GuideEvent => ({
  event: 'progress',
  path,
  progress: { step: 'listening', baudRate, presentationsLeft },
});
const received = (readable: boolean): GuideEvent => ({
  event: 'progress',
  path,
  progress: { step: 'received', baudRate: 9600, byteCount: 8, readable },
});
const ended = (reason: 'cancelled' | 'timeout'): GuideEvent => ({
  event: 'progress',
  path,
  progress: { step: 'ended', reason, message: 'Nothing came in.' },
});
const probeFound: GuideEvent = {
  event: 'progress',
  path,
  progress: { step: 'found', setting, description: '' },
};

describe('the set-up of a serial reader', () => {
  it('goes from the port over three presentations to a setting that is saved', () => {
    const begun = beginGuide('serial');
    expect(begun).toMatchObject({ step: 'choose', ports: null });
    const listens = after(begun, { event: 'portsListed', ports: [] }, chosen, listening(9600, 2));
    expect(listens).toMatchObject({ step: 'listen', baudRate: 9600, presentationsLeft: 2 });
    const found = after(listens, probeFound);
    expect(found).toMatchObject({ step: 'found', found: { of: 'serial', setting } });
    const saved = after(found, { event: 'saving' }, { event: 'saved' });
    expect(saved).toMatchObject({ step: 'saved' });
  });

  it('says that a speed was wrong until the next one reads', () => {
    const wrong = after(beginGuide('rfid'), chosen, listening(9600, 3), received(false));
    expect(wrong).toMatchObject({ note: expect.stringContaining('9,600 bit/s') as string });
    const next = after(wrong, listening(115_200, 3));
    expect(next).toMatchObject({ baudRate: 115_200, note: expect.any(String) as string });
    expect(after(next, received(true), listening(115_200, 2))).toMatchObject({ note: null });
  });

  it('takes no word of a search at another port, nor the end of one that was cancelled', () => {
    const listens = after(beginGuide('serial'), chosen);
    const elsewhere = { ...probeFound, path: '/dev/ttyUSB9' };
    expect(after(listens, elsewhere, ended('cancelled'))).toEqual(listens);
  });

  it('shows why a search ended without a setting', () => {
    const failed = after(beginGuide('serial'), chosen, ended('timeout'));
    expect(failed).toEqual({ kind: 'serial', step: 'failed', message: 'Nothing came in.' });
  });

  it('keeps what was found where it could not be saved', () => {
    const found = after(beginGuide('serial'), chosen, probeFound, { event: 'saving' });
    const again = after(found, { event: 'saveFailed', message: 'The disk is full.' });
    expect(again).toMatchObject({ step: 'found', saving: false, problem: 'The disk is full.' });
  });
});

describe('the set-up of keyboard readers', () => {
  it('takes three scans, no more, and forgets them with the result', () => {
    const scan: GuideEvent = { event: 'scanned', keys };
    const scanned = after(beginGuide('wedge'), scan, scan, scan, scan);
    expect(scanned).toMatchObject({ step: 'scan', scans: [keys, keys, keys] });
    const found = after(scanned, { event: 'learned', wedge });
    expect(found).toMatchObject({ step: 'found', found: { of: 'wedge', wedge } });
    expect(JSON.stringify(found)).not.toContain('Digit1');
  });

  it('forgets the scans where it fails', () => {
    const scanned = after(beginGuide('wedge'), { event: 'scanned', keys });
    const failed = after(scanned, { event: 'failed', message: 'The scans differ.' });
    expect(failed).toEqual({ kind: 'wedge', step: 'failed', message: 'The scans differ.' });
  });
});

describe('the steps that a person sees', () => {
  it('stand at the one that is at hand, and behind the last when all is saved', () => {
    const begun = beginGuide('serial');
    const found = after(begun, chosen, probeFound);
    const at = [begun, after(begun, chosen), found, after(found, { event: 'saved' })].map(
      (guide) => guideSteps(guide).at,
    );
    expect(at).toEqual([0, 1, 2, 3]);
    expect(guideSteps(beginGuide('wedge'))).toMatchObject({ at: 0, names: { length: 2 } });
  });
});
