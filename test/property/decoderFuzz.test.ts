import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { FuzzReport } from '../support/fuzz/fuzz.ts';

const run = promisify(execFile);

/** Fuzzes in a process of its own; one that hangs is ended, and the test fails. */
async function fuzzReport(...options: string[]): Promise<FuzzReport> {
  const { stdout } = await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'test/support/fuzzDecoders.ts', ...options],
    { timeout: 280_000, maxBuffer: 16_000_000 },
  );
  return JSON.parse(stdout) as FuzzReport;
}

describe('coverage-guided fuzzing', () => {
  it('finds no input on which a decoder throws, holds on, shows a payment number or minds how the bytes are cut', async () => {
    const report = await fuzzReport('--rounds', '6000', '--seed', '20261122');
    expect(report.findings).toEqual([]);
    // The captures alone reach fewer blocks; without coverage nothing would be kept.
    expect(report.kept).toBeGreaterThan(100);
    expect(report.blocks).toBeGreaterThan(1500);
  }, 300_000);

  it('finds the defects that were planted in decoders', async () => {
    const report = await fuzzReport('--planted', '--rounds', '15000', '--seed', '3');
    const found = new Set(report.findings.map(({ target }) => target));
    expect([...found].sort()).toEqual(['forgets', 'shows', 'throws']);
  }, 300_000);

  it('does the same again with the same seed', async () => {
    const options = ['--planted', '--rounds', '500', '--seed', '5'];
    expect(await fuzzReport(...options)).toEqual(await fuzzReport(...options));
  }, 300_000);
});
