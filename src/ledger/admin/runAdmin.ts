import { parseArgs } from 'node:util';
import type { Clock } from '../../domain/ports.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { ensureChain } from '../chain/chain.ts';
import { databaseChoice } from '../commandLine.ts';
import { migrate } from '../migrations/migrate.ts';
import { openDatabase } from '../storage/openDatabase.ts';
import { openChanges } from '../stream/changes.ts';
import type { AdminCommand } from './adminCommand.ts';
import { chainCommands } from './chainCommands.ts';
import { closingCommands } from './closingCommands.ts';
import { exceptionCommands } from './exceptionCommands.ts';
import { formatsCommand } from './formatsCommand.ts';
import { memberCommands } from './memberCommands.ts';
import { referenceCommands } from './referenceCommands.ts';

const commands: readonly AdminCommand[] = [
  ...chainCommands,
  formatsCommand,
  ...referenceCommands,
  ...memberCommands,
  ...closingCommands,
  ...exceptionCommands,
];

/** How the administration is called. */
export const ADMIN_USAGE = `Usage: npm run --silent ledger -- admin COMMAND (--data DIR | --database-url URL)

Sets up and looks after a chain. Prints JSON. Exit code 0: done; 1: it will not do; 2: the command line will not do.
A folder can be used while no ledger runs on it; a PostgreSQL server at any time.

${commands.map(({ usage, summary }) => `  ${usage}\n      ${summary}`).join('\n')}`;

/** What running a command came to. */
export interface AdminOutcome {
  readonly exitCode: 0 | 1 | 2;
  /** For standard output, or standard error where the exit code is not 0. */
  readonly text: string;
}

/** Runs `ledger admin` with the words behind "admin". */
export async function runAdmin(
  argv: readonly string[],
  world: { readonly clock: Clock; readonly readSecret: () => Promise<string> },
): Promise<AdminOutcome> {
  const [name, ...rest] = argv;
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const asked = name === undefined || name === '--help' || name === 'help';
    return asked
      ? { exitCode: 0, text: ADMIN_USAGE }
      : { exitCode: 2, text: `There is no command ${name}.\n\n${ADMIN_USAGE}` };
  }
  const parsed = parseCommand(command, rest);
  if (!parsed.ok) {
    return { exitCode: 2, text: `${parsed.error}\nUsage: ${command.usage}` };
  }
  const { words, options, database } = parsed.value;
  const opened = await openDatabase(database);
  if (!opened.ok) {
    return { exitCode: 2, text: opened.error };
  }
  const sql = opened.value;
  try {
    await migrate(sql);
    const founding = { chainName: 'New chain', cardPatterns: [], demonstration: null };
    const chain = await ensureChain(sql, founding, () => Promise.resolve());
    const changes = await openChanges(sql);
    const context = { sql, clock: world.clock, chain, changes };
    const done = await command.run({ context, words, options, readSecret: world.readSecret });
    await changes.close();
    return done.ok
      ? { exitCode: 0, text: JSON.stringify(done.value, null, 2) }
      : { exitCode: 1, text: done.error };
  } finally {
    await sql.close();
  }
}

function parseCommand(command: AdminCommand, argv: readonly string[]) {
  const known = ['data', 'database-url', ...Object.keys(command.options)];
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(known.map((option) => [option, { type: 'string' as const }])),
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'The options will not do.');
  }
  const options: Record<string, string> = Object.fromEntries(
    Object.entries(parsed.values).flatMap(([option, value]): [string, string][] =>
      typeof value === 'string' ? [[option, value]] : [],
    ),
  );
  if (parsed.positionals.length !== command.words) {
    return fail(`${command.name} takes ${command.words} words.`);
  }
  const missing = Object.entries(command.options).find(
    ([option, need]) => need === 'needed' && options[option] === undefined,
  );
  if (missing !== undefined) {
    return fail(`--${missing[0]} is missing.`);
  }
  const database = databaseChoice(options['data'], options['database-url']);
  return database.ok
    ? ok({ words: parsed.positionals, options, database: database.value })
    : (database satisfies Result<never, string>);
}
