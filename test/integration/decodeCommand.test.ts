import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import magstripe from '../fixtures/readers/magstripe.json' with { type: 'json' };
import rfid from '../fixtures/readers/rfid.json' with { type: 'json' };
import { projectRoot } from '../support/processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'decode-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `npm run --silent decode` on a file with `content`. */
function decode(content: string): { code: number | null; output: string; errors: string } {
  const path = join(folder, 'captures.json');
  writeFileSync(path, content);
  const run = spawnSync('npm', ['run', '--silent', 'decode', '--', path], {
    cwd: projectRoot,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return { code: run.status, output: run.stdout, errors: run.stderr };
}

describe('npm run decode', () => {
  it('prints a result for each capture, in order, and nothing of a payment card', () => {
    const { code, output } = decode(JSON.stringify([...rfid, ...magstripe]));
    expect(code).toBe(0);
    const list: unknown = JSON.parse(output);
    expect(list).toHaveLength(rfid.length + magstripe.length);
    expect(list).toMatchObject([...rfid, ...magstripe].map(({ id }) => ({ id })));
    expect(list).toContainEqual({
      id: 63,
      result: 'refused',
      reason: 'paymentCard',
      must_refuse: true,
    });
    for (const trace of ['5555555555554444', '4111111111111111', 'DOE', '1805', 'MAPLE']) {
      // Fixture 70 is a member card whose holder is called DOE too.
      expect(output.replaceAll('DOE/JOHN', '').replaceAll('"DOE"', '')).not.toContain(trace);
    }
  });

  it('goes on past an entry that is no capture', () => {
    const { code, output } = decode(JSON.stringify([null, { id: 'x' }, rfid[0]]));
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject([
      { id: null, result: 'invalid' },
      { id: 'x', result: 'invalid' },
      { result: 'credential' },
    ]);
  });

  it.each([
    ['no JSON', 'not json'],
    ['no list', '{"id":1}'],
  ])('says in one line, with exit code 2, that a file is %s', (_, content) => {
    const { code, output, errors } = decode(content);
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(
      errors
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('Cannot decode')),
    ).toHaveLength(1);
  });
});
