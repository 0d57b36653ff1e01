import { runPackage, type ToolRun } from './runTool.ts';

/** A check of the sources that needs no running product. */
interface Check {
  readonly name: string;
  readonly run: () => Promise<ToolRun>;
}

/** What one check found. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
  readonly durationMs: number;
}

/** The slowest first, so that two at a time end early. */
const checks: readonly Check[] = [
  {
    name: 'lint',
    run: () => runPackage('eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
  },
  { name: 'types', run: () => runPackage('typescript/bin/tsc', ['-b']) },
  {
    name: 'format',
    run: () => runPackage('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  },
  {
    name: 'layers',
    run: () =>
      runPackage('dependency-cruiser/bin/dependency-cruiser.mjs', [
        '--config',
        '.dependency-cruiser.cjs',
        'src',
        'test',
        'scripts',
      ]),
  },
  { name: 'dead code', run: () => runPackage('knip/bin/knip.js', []) },
];

/** How many checks run at the same time. */
const PARALLEL_CHECKS = 2;

/** Runs every check, prints one line for each and the output of those that fail. */
export async function runChecks(): Promise<CheckResult[]> {
  const waiting = [...checks];
  const results: CheckResult[] = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const { exitCode, output, durationMs } = await check.run();
      const result = { name: check.name, passed: exitCode === 0, output, durationMs };
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_CHECKS }, work));
  return results;
}

function report(result: CheckResult): void {
  const seconds = (result.durationMs / 1000).toFixed(1);
  process.stdout.write(`${result.passed ? 'ok    ' : 'FAILED'} ${result.name} (${seconds} s)\n`);
  if (!result.passed) {
    process.stdout.write(`${result.output.trimEnd()}\n`);
  }
}
