import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/processes.ts';

const page = readFileSync(join(projectRoot, 'docs', 'complaints.md'), 'utf8');
/** Complaint and files of tests, row by row; what follows "also" has other names. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('.test.ts'))
  .map((line) => {
    const [, complaint = '', , tests = ''] = line.split('|').map((cell) => cell.trim());
    const [named = '', also = ''] = tests.split('also');
    const filesOf = (text: string) =>
      [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file ?? '');
    return { complaint, named: filesOf(named), also: filesOf(also) };
  });

describe('the table of complaints', () => {
  it('has the fifteen', () => {
    expect(new Set(rows.map(({ complaint }) => complaint)).size).toBe(15);
  });

  it.each(rows)('names tests that are there: $complaint', ({ complaint, named, also }) => {
    expect(named.length).toBeGreaterThan(0);
    for (const file of named) {
      expect(readFileSync(join(projectRoot, file), 'utf8')).toMatch(
        new RegExp(`\\bit\\(\\s*['\`]${complaint}`),
      );
    }
    also.forEach((file) => expect(readFileSync(join(projectRoot, file), 'utf8')).not.toBe(''));
  });
});
