import { fileURLToPath } from 'node:url';
import packageJson from '../../../package.json' with { type: 'json' };
import { systemErrorCode } from '../files/atomicFile.ts';
import { describeDefect } from '../ipc/describeDefect.ts';
import { standardErrorLog } from '../terminal/terminalLog.ts';
import { BROWSER_USAGE, parseBrowserArguments } from './browserArguments.ts';
import { EXIT, runBrowserHost } from './runBrowserHost.ts';

/** Services have this long to end; then the process ends anyway. The journal needs milliseconds. */
const STOP_TIMEOUT_MS = 2800;

/** The browser host: the terminal in plain Node, shown in a browser of this computer. */
async function main(): Promise<void> {
  const wanted = parseBrowserArguments(process.argv.slice(2));
  if (!wanted.ok) {
    process.stderr.write(`${wanted.error}\n${BROWSER_USAGE}`);
    process.exit(EXIT.usage);
  }
  const started = await runBrowserHost(wanted.value, {
    version: packageJson.version,
    deviceHostPath: fileURLToPath(new URL('../../hardware/deviceHost.ts', import.meta.url)),
    log: standardErrorLog,
  });
  if (!started.ok) {
    process.stderr.write(`${started.error.sentence}\n`);
    process.exit(started.error.exitCode);
  }
  const host = started.value;
  let isStopping = false;
  const stop = () => {
    if (!isStopping) {
      isStopping = true;
      setTimeout(() => process.exit(EXIT.failed), STOP_TIMEOUT_MS);
      void host.stop().finally(() => process.exit(0));
    }
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (wanted.value.exitWithParent) {
    process.stdin.on('end', stop).on('error', stop).resume();
  }
  process.stdout.write(
    wanted.value.readyJson
      ? `${JSON.stringify({ terminal: 'ready', address: host.address })}\n`
      : `The terminal is open at ${host.address}\n`,
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `The terminal did not start (${systemErrorCode(error)}). Check the rights of the profile folder and the space on its disk; if it stays, tell your IT person.\n${describeDefect(error)}\n`,
  );
  process.exit(EXIT.failed);
}
