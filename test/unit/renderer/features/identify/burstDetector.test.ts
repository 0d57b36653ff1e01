import { describe, expect, it } from 'vitest';
import {
  createBurstDetector,
  MAXIMUM_BURST_KEYS,
  type KeyVerdict,
} from '../../../../../src/renderer/features/identify/burstDetector.ts';

interface TypedKey {
  readonly code: string;
  readonly gapMs: number;
  readonly control?: boolean;
}

/** Types keys, each so many milliseconds after the one before; gives the verdicts and the time of the last. */
function type(keys: readonly TypedKey[], detector = createBurstDetector()) {
  let atMs = 1000;
  const verdicts: KeyVerdict[] = keys.map(({ code, gapMs, control = false }) => {
    atMs += gapMs;
    return detector.key({ code, shift: false, control, alt: false, atMs });
  });
  return { verdicts, detector, atMs };
}

const digits = (count: number, gapMs: number): TypedKey[] =>
  Array.from({ length: count }, (_, index) => ({ code: `Digit${index % 10}`, gapMs }));

describe('burst detector', () => {
  it('hands over all keys of a scan that Enter ends, the first ones included', () => {
    const { verdicts } = type([...digits(13, 8), { code: 'Enter', gapMs: 8 }]);
    const last = verdicts.at(-1);
    expect(last?.kind).toBe('ended');
    expect(last?.kind === 'ended' && last.keys.map(({ code }) => code)).toEqual([
      ...digits(13, 8).map(({ code }) => code),
      'Enter',
    ]);
  });

  it('takes a person’s Enter right before a scan for no part of it, and lets the field be remembered after it', () => {
    const { verdicts } = type([
      { code: 'Enter', gapMs: 90 },
      ...digits(10, 8),
      { code: 'Enter', gapMs: 8 },
    ]);
    const mayBegin = verdicts.map((verdict) => verdict.kind === 'typing' && verdict.first);
    expect(mayBegin.slice(0, 3)).toEqual([false, true, false]);
    const last = verdicts.at(-1);
    expect(last?.kind === 'ended' && last.keys).toHaveLength(11);
  });

  it('lets a person type, however long the number', () => {
    const { verdicts } = type([...digits(13, 90), { code: 'Enter', gapMs: 90 }]);
    expect(verdicts.every(({ kind }) => kind === 'typing')).toBe(true);
  });

  it('takes three keys rolled in a hurry for a person', () => {
    const { verdicts } = type([...digits(3, 10), { code: 'Enter', gapMs: 10 }]);
    expect(verdicts.every(({ kind }) => kind === 'typing')).toBe(true);
  });

  it('says once where a scan may begin and once when it is settled, so that a field can be restored', () => {
    const { verdicts } = type(digits(6, 5));
    expect(verdicts.map((verdict) => verdict.kind === 'typing' && verdict.first)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(verdicts.map((verdict) => verdict.kind === 'burst' && verdict.began)).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it('ends a scan without a closing key by silence, and not before', () => {
    const { detector, atMs } = type(digits(8, 5));
    expect(detector.tick(atMs + 79)).toBeNull();
    expect(detector.tick(atMs + 80)).toHaveLength(8);
    expect(detector.tick(atMs + 500)).toBeNull();
  });

  it('forgets a person’s keys in silence', () => {
    const { detector, atMs } = type(digits(2, 5));
    expect(detector.tick(atMs + 100)).toBeNull();
  });

  it.each([
    { code: 'KeyJ', control: true },
    { code: 'KeyM', control: true },
    { code: 'Tab', control: false },
  ])('ends a scan by the suffix $code', ({ code, control }) => {
    const { verdicts } = type([...digits(8, 5), { code, control, gapMs: 5 }]);
    expect(verdicts.at(-1)?.kind).toBe('ended');
  });

  it('begins anew with a person’s key after a scan', () => {
    const scan = type([...digits(8, 5), { code: 'Enter', gapMs: 5 }]);
    const next = scan.detector.key({
      code: 'Digit1',
      shift: false,
      control: false,
      alt: false,
      atMs: scan.atMs + 400,
    });
    expect(next).toEqual({ kind: 'typing', first: true });
  });

  it('keeps F8 between the fields of a scan, which is how some scanners type GS', () => {
    const keys = [...digits(8, 5), { code: 'F8', gapMs: 5 }, ...digits(4, 5)];
    const { verdicts } = type([...keys, { code: 'Enter', gapMs: 5 }]);
    const last = verdicts.at(-1);
    expect(last?.kind === 'ended' && last.keys.map(({ code }) => code)).toEqual([
      ...keys.map(({ code }) => code),
      'Enter',
    ]);
  });

  it('leaves F8 to a person who types', () => {
    const { verdicts } = type([...digits(3, 90), { code: 'F8', gapMs: 90 }, ...digits(3, 5)]);
    expect(verdicts.every(({ kind }) => kind === 'typing')).toBe(true);
  });

  it.each(['F1', 'Escape', 'ArrowDown'])(
    'keeps a person’s %s out of the scan that follows at once',
    (code) => {
      const keys = [{ code, gapMs: 5 }, ...digits(8, 5), { code: 'Enter', gapMs: 5 }];
      const last = type(keys).verdicts.at(-1);
      expect(last?.kind === 'ended' && last.keys[0]?.code).toBe('Digit0');
    },
  );

  it('keeps two scans apart that follow each other at once', () => {
    const keys = [...digits(8, 5), { code: 'Enter', gapMs: 5 }];
    const { verdicts } = type([...keys, ...keys]);
    const ended = verdicts.filter((verdict) => verdict.kind === 'ended');
    expect(ended.map((verdict) => verdict.keys.length)).toEqual([9, 9]);
  });

  it('keeps no more keys than the host takes, however long a reader goes on', () => {
    const { verdicts } = type([...digits(5000, 1), { code: 'Enter', gapMs: 1 }]);
    const last = verdicts.at(-1);
    expect(last?.kind === 'ended' && last.keys.length).toBe(MAXIMUM_BURST_KEYS);
  });
});
