import { parseArgs } from 'node:util';
import { z } from 'zod';
import { fail, ok, type Result } from '../domain/result.ts';
import { DEMO_MEMBERS, DEMO_SEED } from './demonstration/demoChain.ts';
import type { DatabaseChoice } from './storage/openDatabase.ts';

export const USAGE = `Usage: npm run ledger -- --port N (--data DIR | --database-url URL) [options]
       DATABASE_URL=URL npm run ledger -- --port N [options]

  --data DIR           keep the ledger in this folder (embedded PostgreSQL)
  --database-url URL   keep the ledger on a PostgreSQL server (16 or newer); in DATABASE_URL its password is not
                       in the list of processes
  --port N             port to listen on; 0 picks a free one (default 0)
  --host ADDRESS       address to listen on (default 127.0.0.1)
  --demo               found the demonstration chain where the database is new
  --members N          members of the demonstration, 1 to 1000000 (default ${DEMO_MEMBERS})
  --seed S             seed of the demonstration (default ${DEMO_SEED})
  --ready-json         print one line of JSON when the ledger is ready
  --exit-with-parent   stop when standard input closes
  --help               show this

npm run ledger -- admin shows the commands that set up and look after a chain.`;

/** What the command line asks for. */
export interface LedgerCommand {
  readonly database: DatabaseChoice;
  readonly host: string;
  readonly port: number;
  readonly demonstration: { readonly seed: number; readonly members: number } | null;
  readonly readyJson: boolean;
  readonly exitWithParent: boolean;
}

const valuesSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  host: z.string().min(1).default('127.0.0.1'),
  members: z.coerce.number().int().min(1).max(1_000_000).default(DEMO_MEMBERS),
  seed: z.coerce.number().int().min(0).max(2_147_483_647).default(DEMO_SEED),
});

/** Reads the arguments; `null` asks for help; a failure is a sentence that says what to do. */
export function parseCommandLine(
  argv: readonly string[],
  environmentUrl?: string,
): Result<LedgerCommand | null, string> {
  const parsed = parseOptions(argv);
  if (!parsed.ok) {
    return parsed;
  }
  const options = parsed.value;
  if (options.help === true) {
    return ok(null);
  }
  const database = databaseChoice(options.data, options['database-url'], environmentUrl);
  if (!database.ok) {
    return database;
  }
  const values = valuesSchema.safeParse(options);
  if (!values.success) {
    const name = values.error.issues[0]?.path.join('.') ?? 'option';
    return fail(`--${name} has a value that will not do. See --help.`);
  }
  const { port, host, members, seed } = values.data;
  return ok({
    database: database.value,
    host,
    port,
    demonstration: options.demo === true ? { seed, members } : null,
    readyJson: options['ready-json'] === true,
    exitWithParent: options['exit-with-parent'] === true,
  });
}

/** One of a folder and a server; `environmentUrl` (DATABASE_URL) counts where the options name neither. */
export function databaseChoice(
  folder: string | undefined,
  optionUrl: string | undefined,
  environmentUrl?: string,
): Result<DatabaseChoice, string> {
  const databaseUrl = optionUrl ?? (folder === undefined ? environmentUrl : undefined);
  if (folder !== undefined && databaseUrl === undefined && folder !== '') {
    return ok({ kind: 'folder', folder });
  }
  if (databaseUrl !== undefined && folder === undefined && URL.canParse(databaseUrl)) {
    return ok({ kind: 'server', databaseUrl });
  }
  return fail(
    'Say where the ledger keeps its data: --data DIR for a folder, or --database-url URL (or DATABASE_URL) for a PostgreSQL server. See --help.',
  );
}

function parseOptions(argv: readonly string[]): Result<
  {
    [Name in 'port' | 'data' | 'database-url' | 'host' | 'members' | 'seed']?: string | undefined;
  } & { [Name in 'demo' | 'ready-json' | 'exit-with-parent' | 'help']?: boolean | undefined },
  string
> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        'database-url': { type: 'string' },
        host: { type: 'string' },
        members: { type: 'string' },
        seed: { type: 'string' },
        demo: { type: 'boolean' },
        'ready-json': { type: 'boolean' },
        'exit-with-parent': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return ok(values);
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : 'Unknown option'}. See --help.`);
  }
}
