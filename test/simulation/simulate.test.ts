import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot, startScript } from '../support/processes.ts';
import { mutations } from './mutations.ts';
import { faultNames } from './world.ts';

const SEEDS = 500;
/** Within so many runs each deliberate bug is found. */
const SEEDS_A_MUTATION = 200;
/** It runs behind everything else. */
const TIMEOUT_MS = 1_800_000;
const HOURS = ['--hours', '0.25'] as const;

const reportSchema = z.object({
  seed: z.int(),
  mode: z.string(),
  ok: z.boolean(),
  violations: z.array(z.string()),
  approved: z.int(),
  overspentPoints: z.int(),
  faults: z.record(z.string(), z.int()),
  fingerprint: z.string().length(64),
});
type Report = z.infer<typeof reportSchema>;

async function simulate(
  ...words: readonly string[]
): Promise<{ code: number | null; runs: Report[] }> {
  const command = startScript('scripts/simulate.ts', words);
  const { code } = await command.exited;
  const lines = command
    .standardOutput()
    .split('\n')
    .filter((line) => line !== '');
  if (code !== 0 && code !== 1) {
    throw new Error(
      `the simulation ended with exit code ${code}:\n${command.output().slice(-2000)}`,
    );
  }
  return { code, runs: lines.map((line) => reportSchema.parse(JSON.parse(line))) };
}

describe('the simulation', () => {
  const regressions = `${projectRoot}test/regressions/simulation`;

  it.each(readdirSync(regressions))(
    'plays %s again without a violation',
    { timeout: TIMEOUT_MS },
    async (name) => {
      const { words } = z
        .object({ why: z.string(), words: z.array(z.string()) })
        .parse(JSON.parse(readFileSync(`${regressions}/${name}`, 'utf8')));
      const { runs } = await simulate(...words);
      expect(
        runs.flatMap(({ seed, violations }) => violations.map((text) => `${seed}: ${text}`)),
      ).toEqual([]);
    },
  );

  it('gives the same run for the same seed, in any company', { timeout: TIMEOUT_MS }, async () => {
    const [alone, together] = await Promise.all([
      simulate('--seed', '12'),
      simulate('--seed', '11', '--seeds', '2'),
    ]);
    expect(alone.runs[0]?.fingerprint).toBe(together.runs[1]?.fingerprint);
    expect(alone.runs[0]).toEqual(together.runs[1]);
  });

  it(`holds for ${SEEDS} seeds, each with its own faults`, { timeout: TIMEOUT_MS }, async () => {
    const { code, runs } = await simulate('--seeds', String(SEEDS), ...HOURS);
    const violations = runs.flatMap((run) =>
      run.violations.map((text) => `seed ${run.seed}: ${text}`),
    );
    expect(violations).toEqual([]);
    expect(code).toBe(0);
    expect(runs).toHaveLength(SEEDS);
    // A simulation in which nothing is sold, nothing fails or nobody overspends would prove nothing.
    expect(runs.reduce((sum, { approved }) => sum + approved, 0)).toBeGreaterThan(SEEDS * 5);
    expect(runs.filter(({ overspentPoints }) => overspentPoints > 0).length).toBeGreaterThan(0);
    const happened = new Set(runs.flatMap(({ faults }) => Object.keys(faults)));
    expect([...happened].sort()).toEqual([...faultNames].sort());
    expect(new Set(runs.map(({ mode }) => mode)).size).toBe(3);
  });
});

describe('the checker', () => {
  it.each(mutations)(
    'catches the deliberate bug $name',
    { timeout: TIMEOUT_MS },
    async ({ name, mode }) => {
      const modes = mode === undefined ? [] : ['--mode', mode];
      const seeds = ['--seeds', String(SEEDS_A_MUTATION), ...HOURS, ...modes];
      const { runs } = await simulate('--mutation', name, '--stop', '--jobs', '1', ...seeds);
      expect(runs.at(-1)?.ok).toBe(false);
      expect(runs.at(-1)?.violations).not.toEqual([]);
    },
  );
});
