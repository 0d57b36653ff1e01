/** A number that the project has set itself. */
export interface BenchAim {
  /** What is measured, e.g. "scan to screen, p99". */
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly sense: 'below' | 'at most' | 'at least';
  /** "ms", "/s", or "×" for a ratio. */
  readonly unit: 'ms' | '/s' | '×';
}

/** One measurement: its numbers, or why there are none. */
export interface BenchChapter {
  readonly title: string;
  /** What was done, so that the numbers can be understood and repeated. */
  readonly method: string;
  /** Names and values, in the order of the report. */
  readonly rows: readonly (readonly [string, string])[];
  readonly aims: readonly BenchAim[];
  /** Why it was not measured, null where it was. */
  readonly failure: string | null;
}

/** Where and when a run took place. */
export interface BenchRun {
  readonly machine: string;
  readonly processors: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Processes that wanted to run in the minute before the start. */
  readonly loadAverageAtStart: number;
  readonly chapters: readonly BenchChapter[];
}

/** Whether the aim is met by what was measured; a measurement that gave no number meets none. */
export function isMet({ measured, limit, sense }: BenchAim): boolean {
  switch (sense) {
    case 'below':
      return measured < limit;
    case 'at most':
      return measured <= limit;
    case 'at least':
      return measured >= limit;
  }
}

/** The report of a run in Markdown: the aims with what this run measured, then each chapter with its numbers. */
export function benchReport(run: BenchRun): string {
  const { machine, startedAt, loadAverageAtStart, processors, chapters } = run;
  // One process in five that wants to run beside the bench is felt in a 99th percentile.
  const quiet = loadAverageAtStart < processors / 5;
  const load = `${loadAverageAtStart.toFixed(2)} in the minute before the start`;
  const machineLines = [
    `By \`npm run bench\`, one run on one machine. Ratios compare numbers of this run; absolute numbers belong to the machine.`,
    '',
    `- Machine: ${machine}`,
    `- Date: ${startedAt}`,
    `- Load average: ${load}${quiet ? '' : '. The machine was not quiet: other work took its share of every number below'}`,
  ];
  const aims = chapters.flatMap((chapter) => chapter.aims);
  const aimTable =
    aims.length === 0
      ? ['None of the aims was measured in this run.']
      : [
          '| aim | measured | met in this run |',
          '|---|---:|---|',
          ...aims.map((aim) => `| ${aimText(aim)} | ${amountText(aim)} | ${verdict(aim)} |`),
        ];
  return [
    '# Measurements',
    '',
    ...machineLines,
    '',
    '## Aims',
    '',
    ...aimTable,
    ...chapters.flatMap((chapter) => ['', ...chapterText(chapter)]),
    '',
  ].join('\n');
}

function aimText({ what, sense, limit, unit }: BenchAim): string {
  return `${what}: ${sense} ${limit}${unit === 'ms' ? ' ms' : unit}`;
}

const DIGITS = { ms: 1, '/s': 0, '×': 2 } as const;

function amountText({ measured, unit }: BenchAim): string {
  return `${measured.toFixed(DIGITS[unit])}${unit === 'ms' ? ' ms' : unit}`;
}

function verdict(aim: BenchAim): string {
  return isMet(aim) ? 'yes' : '**no**';
}

function chapterText({ title, method, rows, failure }: BenchChapter): string[] {
  const table = [
    '| what | value |',
    '|---|---:|',
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
  ];
  const body = failure === null ? table : [`Not measured in this run: ${failure}`];
  return [`## ${title}`, '', method, '', ...body];
}
