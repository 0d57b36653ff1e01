import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { isPublicKey } from '../../src/main/journal/verifyBy.ts';

/** What `npm run journal` is asked for. */
export interface JournalOptions {
  readonly command: 'verify' | 'show' | 'export' | 'help';
  readonly directory: string;
  readonly json: boolean;
  /** Sequences, both included. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly out: string | null;
  readonly publicKey: string | null;
}

export const JOURNAL_USAGE = `npm run --silent journal -- verify|show|export DIR [options]

DIR is a terminal's profile, or the folder of its journal, or a copy of either. Nothing in it is ever changed; the
terminal may go on selling meanwhile.

  verify              checks frames, checksums, chain, signatures and mark; exit 1 where anything is damaged
  show                lists transactions, without who they were for
  export --out FILE   writes them to a new file that a ledger or support can read

  --from N, --to N    only transactions with these sequences (show, export)
  --limit N           at most so many (show; 50)
  --public-key KEY    the terminal's key as the ledger knows it (base64), instead of the one in the profile
  --json              JSON instead of words (verify, show)
`;

const COMMANDS = new Map([
  ['verify', 'verify'],
  ['show', 'show'],
  ['export', 'export'],
] as const);

/** Reads the command line; fails with a sentence that says what to do. */
export function parseJournalOptions(
  commandLine: readonly string[],
): Result<JournalOptions, string> {
  const parsed = parse(commandLine);
  if (!parsed.ok) {
    return parsed;
  }
  const { values, positionals } = parsed.value;
  const [command = '', directory] = positionals;
  const known = [...COMMANDS].find(([name]) => name === command)?.[1];
  if (values.help || known === undefined || directory === undefined || positionals.length > 2) {
    return values.help
      ? ok(optionsOf('help', '.'))
      : fail('Say verify, show or export, and a folder. See npm run --silent journal -- --help.');
  }
  const from = wholeNumber(values.from, 1);
  const to = wholeNumber(values.to, Number.MAX_SAFE_INTEGER);
  const limit = wholeNumber(values.limit, 50);
  if (from === null || to === null || limit === null) {
    return fail('--from, --to and --limit take whole numbers from 1.');
  }
  const publicKey = values['public-key'] ?? null;
  if (publicKey !== null && !isPublicKey(publicKey)) {
    return fail('--public-key takes an Ed25519 key: 32 bytes in base64.');
  }
  if (known === 'export' && values.out === undefined) {
    return fail('Say where to: export DIR --out FILE.');
  }
  const out = values.out === undefined ? null : resolve(values.out);
  return ok({
    ...optionsOf(known, resolve(directory)),
    json: values.json,
    ...{ from, to, limit, out, publicKey },
  });
}

function parse(commandLine: readonly string[]) {
  try {
    return ok(
      parseArgs({
        args: [...commandLine],
        allowPositionals: true,
        options: {
          json: { type: 'boolean', default: false },
          help: { type: 'boolean', default: false },
          from: { type: 'string' },
          to: { type: 'string' },
          limit: { type: 'string' },
          out: { type: 'string' },
          'public-key': { type: 'string' },
        },
      }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'The options are not valid.';
    return fail(`${reason} See npm run --silent journal -- --help.`);
  }
}

function optionsOf(command: JournalOptions['command'], directory: string): JournalOptions {
  const rest = { json: false, from: 1, to: Number.MAX_SAFE_INTEGER, limit: 50 };
  return { command, directory, ...rest, out: null, publicKey: null };
}

function wholeNumber(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) {
    return otherwise;
  }
  return /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : null;
}
