/**
 * `npm test`: everything that decides. Sees to what the tests need, then runs the checks, the unit, property and
 * integration tests, the build and the end-to-end tests, each to its end even where one before it failed, and ends
 * with one line that adds them up. Exits 1 where anything failed or a stage ran nothing.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hostHere } from './support/chooseHost.ts';
import { runChecks } from './support/checks.ts';
import { ensurePrerequisites } from './support/prerequisites.ts';
import {
  projectRoot,
  runPackage,
  runTool,
  type ToolOptions,
  type ToolRun,
} from './support/runTool.ts';
import {
  hostsLine,
  playwrightTally,
  summaryLine,
  vitestTally,
  type Tally,
} from './support/testReports.ts';

const artifacts = join(projectRoot, 'artifacts');
/** Hundreds of processes start from the same sources: each is compiled once. */
const environment = { NODE_COMPILE_CACHE: join(projectRoot, '.cache', 'compiled') };
const vitestReport = join(artifacts, 'vitest.json');
const simulationReport = join(artifacts, 'simulation.json');
const playwrightReport = join(artifacts, 'playwright.json');

const tallies: Tally[] = [];
mkdirSync(artifacts, { recursive: true });
for (const report of [vitestReport, simulationReport, playwrightReport]) {
  rmSync(report, { force: true });
}

heading('what the tests need');
const missing = await ensurePrerequisites();
process.stdout.write(missing.length === 0 ? 'ok     all there\n' : `${missing.join('\n')}\n`);
tallies.push({ passed: 0, failed: missing.length, skipped: [] });

// Simulated time does not mind how long it takes: it fills what the other tests leave of the processors.
const simulationRunning = runVitest(['simulation'], simulationReport, { inBackground: true });

heading('checks');
for (const { passed } of await runChecks()) {
  tallies.push({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [] });
}

heading('unit, property and integration tests');
const vitestRun = await runVitest(['unit', 'property', 'integration'], vitestReport, {
  stream: true,
});
tallies.push(stageTally('vitest', vitestRun, () => vitestTally(vitestReport)));

heading('build');
const build = await runTool(process.execPath, ['scripts/build.ts'], { stream: true });
const built = build.exitCode === 0;
tallies.push({ passed: built ? 1 : 0, failed: built ? 0 : 1, skipped: [] });

heading('end-to-end tests');
const playwrightRun = await runPackage('@playwright/test/cli.js', ['test'], {
  stream: true,
  environment,
});
tallies.push(stageTally('Playwright', playwrightRun, () => playwrightTally(playwrightReport)));
if (existsSync(playwrightReport)) {
  process.stdout.write(`\n${hostsLine(playwrightReport, hostHere().why)}\n`);
}

heading('simulation');
const simulationRun = await simulationRunning;
process.stdout.write(simulationRun.output);
tallies.push(stageTally('simulation', simulationRun, () => vitestTally(simulationReport)));

const skipped = tallies.flatMap((tally) => tally.skipped);
if (skipped.length > 0) {
  heading('skipped');
  process.stdout.write(`${skipped.join('\n')}\n`);
}
process.exitCode = tallies.every((tally) => tally.failed === 0) ? 0 : 1;
process.stdout.write(`\n${summaryLine(tallies)}\n`);

function runVitest(
  projects: readonly string[],
  reportFile: string,
  options: ToolOptions,
): Promise<ToolRun> {
  const chosen = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  return runPackage('vitest/vitest.mjs', ['run', ...chosen, ...reporters], {
    ...options,
    environment,
  });
}

function heading(text: string): void {
  process.stdout.write(`\n── ${text}\n`);
}

/** A stage that failed without a failed test, ran nothing or left no report is itself a failure. */
function stageTally(name: string, run: ToolRun, read: () => Tally): Tally {
  let tally: Tally;
  try {
    tally = read();
  } catch (error) {
    process.stdout.write(`${name} left no usable report: ${String(error)}\n`);
    return { passed: 0, failed: 1, skipped: [] };
  }
  const silent = tally.failed === 0 && (run.exitCode !== 0 || tally.passed === 0);
  if (silent) {
    process.stdout.write(`${name} failed outside of its tests (exit code ${run.exitCode})\n`);
  }
  return silent ? { ...tally, failed: 1 } : tally;
}
