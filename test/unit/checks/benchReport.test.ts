import { describe, expect, it } from 'vitest';
import {
  benchReport,
  isMet,
  type BenchAim,
  type BenchChapter,
} from '../../../scripts/support/benchReport.ts';
import { benchTable } from '../../../scripts/support/benchTable.ts';
import { measurePiece } from '../../../scripts/support/measurePiece.ts';

const aim = (measured: number, change: Partial<BenchAim> = {}): BenchAim => ({
  what: 'Scan to screen, p99',
  measured,
  limit: 50,
  sense: 'below',
  unit: 'ms',
  ...change,
});

const chapter = (change: Partial<BenchChapter> = {}): BenchChapter => ({
  title: 'Scan to screen (ms)',
  method: 'How it was done.',
  rows: [['scan to screen p99', '21.6']],
  aims: [aim(21.6)],
  failure: null,
  ...change,
});

const report = (chapters: readonly BenchChapter[], loadAverageAtStart = 0.1): string =>
  benchReport({
    machine: '2 × a processor',
    processors: 2,
    startedAt: '2026-01-02T03:04:05.000Z',
    loadAverageAtStart,
    chapters,
  });

describe('the aims of the bench', () => {
  it('are met up to their limit, and below it where they say below', () => {
    expect(isMet(aim(49.99))).toBe(true);
    expect(isMet(aim(50))).toBe(false);
    expect(isMet(aim(1.5, { limit: 1.5, sense: 'at most' }))).toBe(true);
    expect(isMet(aim(1.51, { limit: 1.5, sense: 'at most' }))).toBe(false);
    expect(isMet(aim(5, { limit: 5, sense: 'at least' }))).toBe(true);
    expect(isMet(aim(4.99, { limit: 5, sense: 'at least' }))).toBe(false);
  });

  it('are not met by a measurement without samples', () => {
    expect(
      (['below', 'at most', 'at least'] as const).map((sense) => isMet(aim(NaN, { sense }))),
    ).toEqual([false, false, false]);
  });
});

describe('the report of the bench', () => {
  it('says where, when and how loaded the machine was', () => {
    const text = report([chapter()]);
    expect(text).toContain('- Machine: 2 × a processor');
    expect(text).toContain('- Date: 2026-01-02T03:04:05.000Z');
    expect(text).toContain('- Load average: 0.10 in the minute before the start\n');
  });

  it('says so where the machine was not quiet', () => {
    expect(report([chapter()], 2.5)).toContain('The machine was not quiet');
  });

  it('sets each aim beside what was measured and says whether it is met', () => {
    const text = report([chapter(), chapter({ aims: [aim(60)] })]);
    expect(text).toContain('| Scan to screen, p99: below 50 ms | 21.6 ms | yes |');
    expect(text).toContain('| Scan to screen, p99: below 50 ms | 60.0 ms | **no** |');
  });

  it('writes ratios as ratios', () => {
    const ratio = aim(4.256, { what: 'First fill', limit: 5, sense: 'at least', unit: '×' });
    expect(report([chapter({ aims: [ratio] })])).toContain(
      '| First fill: at least 5× | 4.26× | **no** |',
    );
  });

  it('says what could not be measured and why, without a table', () => {
    const failed = chapter({ rows: [], aims: [], failure: 'socat is not installed' });
    const text = report([failed]);
    expect(text).toContain('Not measured in this run: socat is not installed');
    expect(text).toContain('None of the aims was measured in this run.');
    expect(text).not.toContain('| what | value |');
  });
});

describe('the table of a result', () => {
  it('names nested figures in words and keeps names that are words already', () => {
    expect(
      benchTable({ firstFill: { perSecond: 1234.6 }, 'HID POS report': 7, ratioP50: 1.23456 }),
    ).toEqual([
      ['first fill per second', '1,235'],
      ['HID POS report', '7'],
      ['ratio p50', '1.235'],
    ]);
  });
});

describe('one piece of the bench', () => {
  const piece = (measure: () => Promise<readonly BenchChapter[]>) => ({
    name: 'scan',
    title: 'Scan to screen',
    measure,
  });

  it('gives what was measured', async () => {
    const measured = [chapter()];
    expect(
      await measurePiece(
        piece(() => Promise.resolve(measured)),
        60_000,
      ),
    ).toBe(measured);
  });

  it('becomes a chapter with the reason where it fails, so that the others are still reported', async () => {
    const broken = piece(() => Promise.reject(new Error('socat is not installed\nat line 1')));
    expect(await measurePiece(broken, 60_000)).toEqual([
      {
        title: 'Scan to screen',
        method: '',
        rows: [],
        aims: [],
        failure: 'socat is not installed',
      },
    ]);
  });

  it('is given up when it does not come to an end', async () => {
    const [given] = await measurePiece(
      piece(() => new Promise(() => undefined)),
      10,
    );
    expect(given?.failure).toBe('it took longer than 0.01 s.');
  });
});
