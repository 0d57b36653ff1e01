import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '../../domain/result.ts';

/** How the browser host is started. */
export interface BrowserArguments {
  readonly profile: string;
  /** Null for the port of last time. */
  readonly port: number | null;
  /** The folder of the built renderer. */
  readonly renderer: string;
  /** Where the ledger is; null for where it was at enrolment. */
  readonly ledger: string | null;
  /** A one-time code to enrol with, unless enrolled already. */
  readonly enrol: string | null;
  /** Says that it is ready in one line of JSON, for programs. */
  readonly readyJson: boolean;
  /** Ends when standard input does. */
  readonly exitWithParent: boolean;
}

/** The options of the browser host, one a line. */
export const BROWSER_USAGE = `Options of the browser host:
  --profile DIR        what this terminal keeps; another terminal needs another one
  --port N             port on 127.0.0.1; the one of last time where not given
  --renderer DIR       the built renderer
  --ledger URL         where the ledger is now; the address of the enrolment where not given
  --enrol CODE         enrol with a one-time code of that ledger, unless enrolled already
  --ready-json         say that it is ready in one line of JSON
  --exit-with-parent   end when standard input ends
`;

/** Reads the command line; fails with a sentence. */
export function parseBrowserArguments(
  commandLine: readonly string[],
): Result<BrowserArguments, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...commandLine],
      options: {
        profile: { type: 'string', default: '.data' },
        port: { type: 'string' },
        renderer: { type: 'string', default: 'dist/renderer' },
        ledger: { type: 'string' },
        enrol: { type: 'string' },
        'ready-json': { type: 'boolean', default: false },
        'exit-with-parent': { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'The options are not valid.');
  }
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    return fail('--port takes a number from 0 to 65535.');
  }
  const { ledger, enrol } = values;
  if (enrol !== undefined && ledger === undefined) {
    return fail('--enrol CODE goes with --ledger URL.');
  }
  return ok({
    profile: resolve(values.profile),
    port,
    renderer: resolve(values.renderer),
    ledger: ledger ?? null,
    enrol: enrol ?? null,
    readyJson: values['ready-json'],
    exitWithParent: values['exit-with-parent'],
  });
}
