import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What a stage of the tests came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Names of the skipped tests, each with its reason. */
  readonly skipped: readonly string[];
}

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** Reads vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function vitestTally(reportFile: string): Tally {
  const { testResults } = vitestSchema.parse(readJson(reportFile));
  const tests = testResults.flatMap((file) => file.assertionResults);
  const unloaded = testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length + unloaded.length,
    skipped: tests
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => test.fullName),
  };
}

const playwrightSpecSchema = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      /** The name of the host in playwright.config.ts. */
      projectName: z.string(),
      status: z.enum(['skipped', 'expected', 'unexpected', 'flaky']),
      annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
    }),
  ),
});
type PlaywrightSpec = z.infer<typeof playwrightSpecSchema>;
interface PlaywrightSuite {
  specs?: PlaywrightSpec[] | undefined;
  suites?: PlaywrightSuite[] | undefined;
}
const playwrightSuiteSchema: z.ZodType<PlaywrightSuite> = z.object({
  specs: z.array(playwrightSpecSchema).optional(),
  get suites() {
    return z.array(playwrightSuiteSchema).optional();
  },
});
const playwrightSchema = z.object({
  suites: z.array(playwrightSuiteSchema),
  errors: z.array(z.unknown()),
});

/** Reads Playwright's JSON report. A test that passed only at a second try counts as failed. */
export function playwrightTally(reportFile: string): Tally {
  const report = playwrightSchema.parse(readJson(reportFile));
  const specs = report.suites.flatMap(specsOf);
  const tests = specs.flatMap((spec) =>
    spec.tests.map(({ status, annotations }) => ({ title: spec.title, status, annotations })),
  );
  return {
    passed: tests.filter((test) => test.status === 'expected').length,
    failed:
      tests.filter((test) => test.status === 'unexpected' || test.status === 'flaky').length +
      report.errors.length,
    skipped: tests
      .filter((test) => test.status === 'skipped')
      .map(({ title, annotations }) => {
        const reasons = annotations.flatMap(({ description }) => description ?? []);
        return reasons.length === 0 ? title : `${title} [skipped: ${reasons.join(', ')}]`;
      }),
  };
}

/** One line that says by which hosts the end-to-end tests ran, and why not on Electron where they did not: `why`. */
export function hostsLine(reportFile: string, why: string): string {
  const report = playwrightSchema.parse(readJson(reportFile));
  const counts = new Map<string, number>();
  for (const { projectName } of report.suites.flatMap(specsOf).flatMap(({ tests }) => tests)) {
    counts.set(projectName, (counts.get(projectName) ?? 0) + 1);
  }
  const hosts = [...counts].map(([name, count]) => `${count} on ${name}`);
  const ran = hosts.length === 0 ? 'none' : hosts.join(', ');
  const missing = counts.has('Electron') ? '' : `; none on Electron: ${why}`;
  return `end-to-end tests: ${ran}${missing}`;
}

function specsOf(suite: PlaywrightSuite): PlaywrightSpec[] {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The one line that ends a run of the tests. */
export function summaryLine(tallies: readonly Tally[]): string {
  const count = (of: (tally: Tally) => number) =>
    tallies.reduce((sum, tally) => sum + of(tally), 0);
  const skipped = count((tally) => tally.skipped.length);
  const line = `${count((tally) => tally.passed)} passed, ${count((tally) => tally.failed)} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
