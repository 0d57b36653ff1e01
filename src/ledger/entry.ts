import { createInterface } from 'node:readline';
import { runAdmin } from './admin/runAdmin.ts';
import { parseCommandLine, USAGE, type LedgerCommand } from './commandLine.ts';
import { startLedger, type RunningLedger } from './startLedger.ts';

/** Exit codes: 0 stopped as asked, 1 failed, 2 the command line or the folder will not do. */
async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'admin') {
    const { exitCode, text } = await runAdmin(rest, {
      clock: { nowMs: () => Date.now() },
      readSecret: readFirstLine,
    });
    (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
    process.exitCode = exitCode;
    return;
  }
  const command = parseCommandLine(process.argv.slice(2), process.env['DATABASE_URL']);
  if (!command.ok) {
    process.stderr.write(`${command.error}\n`);
    process.exitCode = 2;
    return;
  }
  if (command.value === null) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const stopAsked = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    if (command.value?.exitWithParent === true) {
      process.stdin.once('end', () => resolve()).once('close', () => resolve());
      process.stdin.resume();
    }
  });
  const starting = startLedger({
    ...command.value,
    clock: { nowMs: () => Date.now() },
    logError: (text) => process.stderr.write(`ledger: ${text}\n`),
  });
  const started = await Promise.race([starting, stopAsked.then(() => null)]);
  if (started === null) {
    // What a start has not committed is rolled back by the next one; waiting for a million members helps nobody.
    process.exit(0);
  }
  if (!started.ok) {
    process.stderr.write(`The ledger did not start: ${started.error}.\n`);
    process.exit(2);
  }
  sayReady(command.value, started.value);
  await stopAsked;
  await started.value.close();
  process.stdout.write('The ledger has stopped.\n');
  process.exit(0);
}

/** The first line of standard input. */
async function readFirstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) {
    return line.trim();
  }
  return '';
}

function sayReady(command: LedgerCommand, { url, chainName, enrolmentCodes }: RunningLedger): void {
  process.stdout.write(`The ledger of ${chainName} listens at ${url}\n`);
  if (enrolmentCodes.length > 0) {
    process.stdout.write(`Codes to enrol a terminal, each once: ${enrolmentCodes.join('  ')}\n`);
  }
  if (command.readyJson) {
    process.stdout.write(`${JSON.stringify({ ledger: 'ready', url, enrolmentCodes })}\n`);
  }
}

try {
  await main();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The ledger did not start: ${reason}\n`);
  process.exit(1);
}
