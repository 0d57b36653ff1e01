import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '../../src/domain/result.ts';

/** What `npm start` is asked for. */
export interface StartOptions {
  /** The browser host, even where Electron could be had. */
  readonly browser: boolean;
  /** A ledger that runs elsewhere; null for the embedded one with its demonstration chain. */
  readonly ledgerUrl: string | null;
  readonly profile: string;
  /** The browser host's port; null for the one of last time. */
  readonly port: number | null;
  readonly open: boolean;
  readonly enrolmentCode: string | null;
  readonly help: boolean;
}

export const START_USAGE = `npm start [-- options]

  --browser       show the terminal in a browser, even where Electron could be had
  --ledger URL    use the ledger at this address instead of an embedded one with a demonstration chain
  --enrol CODE    enrol this terminal with a one-time code of that ledger
  --profile DIR   where this terminal keeps its data (default: .data in the current folder)
  --port N        port of the browser host on 127.0.0.1 (default: the one of last time)
  --no-open       do not open the system's browser
  --help          show this
`;

/** Reads the command line; fails with a sentence that says what to do. */
export function parseStartOptions(commandLine: readonly string[]): Result<StartOptions, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...commandLine],
      options: {
        browser: { type: 'boolean', default: false },
        ledger: { type: 'string' },
        enrol: { type: 'string' },
        profile: { type: 'string', default: '.data' },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'The options are not valid.';
    return fail(`${reason} See npm start -- --help.`);
  }
  const { ledger, enrol } = values;
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    return fail('--port takes a number from 0 to 65535.');
  }
  if (ledger !== undefined && !/^https?:$/.test(URL.parse(ledger)?.protocol ?? '')) {
    return fail('--ledger takes an address that begins with https:// or http://.');
  }
  if (enrol !== undefined && ledger === undefined) {
    return fail('--enrol goes with --ledger URL; the embedded ledger needs no code.');
  }
  return ok({
    browser: values.browser,
    ledgerUrl: ledger ?? null,
    profile: resolve(values.profile),
    port,
    open: !values['no-open'],
    enrolmentCode: enrol ?? null,
    help: values.help,
  });
}
