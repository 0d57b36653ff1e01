import { parseArgs } from 'node:util';
import { audit } from '../src/ledger/audit/audit.ts';
import { databaseChoice } from '../src/ledger/commandLine.ts';
import { reconciliationState } from '../src/ledger/reconciliation/reconciliationState.ts';
import { holdsLedger, openDatabase } from '../src/ledger/storage/openDatabase.ts';

const USAGE = `Usage: npm run --silent ledger:audit -- (--data DIR | --database-url URL)
       DATABASE_URL=URL npm run --silent ledger:audit

Checks a ledger and prints what it found as JSON. Exit code 0: in order; 1: not; 2: it could not be looked at.
A folder can be audited while no ledger uses it; a PostgreSQL server at any time.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'database-url': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const choice = databaseChoice(values.data, values['database-url'], process.env['DATABASE_URL']);
  if (values.data !== undefined && !(await holdsLedger(values.data))) {
    process.stderr.write(`There is no ledger in ${values.data}.\n`);
    return 2;
  }
  const opened = choice.ok ? await openDatabase(choice.value) : choice;
  if (!opened.ok) {
    process.stderr.write(`${opened.error}\n`);
    return 2;
  }
  try {
    const report = await audit(opened.value);
    const reconciliation = await opened.value.transaction('snapshot', reconciliationState);
    process.stdout.write(`${JSON.stringify({ ...report, reconciliation }, null, 2)}\n`);
    return report.ok ? 0 : 1;
  } finally {
    await opened.value.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    `The ledger could not be looked at: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 2;
}
