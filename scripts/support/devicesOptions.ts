import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '../../src/domain/result.ts';

/** What `npm run devices` is asked for. */
export interface DevicesOptions {
  /** JSON lines instead of lines for people. */
  readonly json: boolean;
  /** How long to stream reads; null until Ctrl-C. */
  readonly forMs: number | null;
  /** The profile whose serial readers are used. */
  readonly profile: string;
  /** Whether card numbers are printed in full. */
  readonly showCards: boolean;
  readonly help: boolean;
}

export const DEVICES_USAGE = `npm run --silent devices [-- options]

  --json          one JSON object a line
  --for TIME      end after this time, e.g. 5s, 500ms, 2m (default: until Ctrl-C)
  --profile DIR   take the serial readers of this terminal's settings (default: .data in the current folder)
  --show-cards    print card numbers in full instead of their last four characters
  --help          show this
`;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const LONGEST_MS = 86_400_000;

/** Reads the command line; fails with a sentence that says what to do. */
export function parseDevicesOptions(
  commandLine: readonly string[],
): Result<DevicesOptions, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...commandLine],
      options: {
        json: { type: 'boolean', default: false },
        for: { type: 'string' },
        profile: { type: 'string', default: '.data' },
        'show-cards': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'The options are not valid.';
    return fail(`${reason} See npm run --silent devices -- --help.`);
  }
  const forMs = values.for === undefined ? null : durationMs(values.for);
  if (forMs !== null && !(forMs > 0 && forMs <= LONGEST_MS)) {
    return fail('--for takes a time of at most a day, e.g. 5s, 500ms or 2m.');
  }
  return ok({
    json: values.json,
    forMs,
    profile: resolve(values.profile),
    showCards: values['show-cards'],
    help: values.help,
  });
}

function durationMs(text: string): number {
  const [, number = '', unit = 's'] = /^([0-9]{1,9})(ms|s|m)?$/.exec(text) ?? [];
  return number === '' ? Number.NaN : Number(number) * (UNIT_MS[unit] ?? 1);
}
