import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  hostsLine,
  playwrightTally,
  summaryLine,
  vitestTally,
} from '../../../scripts/support/testReports.ts';

const folder = mkdtempSync(join(tmpdir(), 'reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(content: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('vitestTally', () => {
  it('counts a file that could not be loaded as a failure', () => {
    const file = report({
      testResults: [
        {
          status: 'passed',
          assertionResults: [
            { status: 'passed', fullName: 'a' },
            { status: 'pending', fullName: 'b [skipped: needs Linux]' },
          ],
        },
        { status: 'failed', assertionResults: [{ status: 'failed', fullName: 'c' }] },
        { status: 'failed', assertionResults: [] },
      ],
    });
    expect(vitestTally(file)).toEqual({
      passed: 1,
      failed: 2,
      skipped: ['b [skipped: needs Linux]'],
    });
  });

  it('refuses a report of another shape instead of counting nothing', () => {
    expect(() => vitestTally(report({ results: [] }))).toThrow();
  });
});

describe('playwrightTally', () => {
  it('counts nested suites, a flaky test as failed and an error outside of tests too', () => {
    const spec = (title: string, status: string, description?: string) => ({
      title,
      tests: [
        {
          projectName: 'browser host',
          status,
          annotations: description === undefined ? [] : [{ type: 'x', description }],
        },
      ],
    });
    const file = report({
      errors: [{ message: 'the server did not start' }],
      suites: [
        {
          specs: [spec('a', 'expected'), spec('b', 'flaky')],
          suites: [{ specs: [spec('c', 'unexpected'), spec('d', 'skipped', 'needs Linux')] }],
        },
      ],
    });
    expect(playwrightTally(file)).toEqual({
      passed: 1,
      failed: 3,
      skipped: ['d [skipped: needs Linux]'],
    });
  });
});

describe('hostsLine', () => {
  const run = (projectName: string) => ({
    title: 'a',
    tests: [{ projectName, status: 'expected', annotations: [] }],
  });

  it('says why nothing ran on Electron', () => {
    const file = report({ errors: [], suites: [{ specs: [run('browser host')] }] });
    expect(hostsLine(file, 'no display')).toBe(
      'end-to-end tests: 1 on browser host; none on Electron: no display',
    );
  });

  it('counts each host', () => {
    const specs = [run('browser host'), run('browser host'), run('Electron')];
    const file = report({ errors: [], suites: [{ specs }] });
    expect(hostsLine(file, 'it is here')).toBe(
      'end-to-end tests: 2 on browser host, 1 on Electron',
    );
  });
});

describe('summaryLine', () => {
  it('adds the stages up and names skipped tests only where there are some', () => {
    const one = { passed: 3, failed: 0, skipped: [] };
    expect(summaryLine([one, { passed: 1, failed: 2, skipped: [] }])).toBe('4 passed, 2 failed');
    expect(summaryLine([one, { passed: 0, failed: 0, skipped: ['x', 'y'] }])).toBe(
      '3 passed, 0 failed, 2 skipped',
    );
  });
});
