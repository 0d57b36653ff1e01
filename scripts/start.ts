import { join } from 'node:path';
import { z } from 'zod';
import { lockProfile } from '../src/main/profile/lockProfile.ts';
import { buildBundles } from './support/buildBundles.ts';
import { chooseHost, hasDisplay, type HostChoice } from './support/chooseHost.ts';
import { networkEnvironment } from './support/networkEnvironment.ts';
import { openInBrowser } from './support/openInBrowser.ts';
import { projectRoot } from './support/runTool.ts';
import { startService } from './support/service.ts';
import { ServiceGroup } from './support/serviceGroup.ts';
import { parseStartOptions, START_USAGE, type StartOptions } from './support/startOptions.ts';

const PROFILE_IN_USE = 3;

const ledgerReadySchema = z.object({
  ledger: z.literal('ready'),
  url: z.url(),
  enrolmentCodes: z.array(z.string()),
});
const terminalReadySchema = z.object({ terminal: z.literal('ready'), address: z.url() });

/** Where the terminal finds its ledger, and the code to enrol with where there is one. */
interface LedgerPlace {
  readonly url: string;
  readonly code: string | null;
  /** Codes that nobody uses by himself: for a person who enrols a till anew. */
  readonly otherCodes: readonly string[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function startLedger(options: StartOptions, services: ServiceGroup): Promise<LedgerPlace> {
  if (options.ledgerUrl !== null) {
    return { url: options.ledgerUrl, code: options.enrolmentCode, otherCodes: [] };
  }
  return new Promise((resolve) => {
    services.add(
      startService({
        name: 'The ledger',
        command: process.execPath,
        arguments: [
          '--disable-warning=ExperimentalWarning',
          ...[join(projectRoot, 'scripts', 'ledger.ts'), '--port', '0', '--demo'],
          ...['--data', join(options.profile, 'ledger'), '--ready-json', '--exit-with-parent'],
        ],
        onLine: (line) => {
          const ready = ledgerReadySchema.safeParse(parseLine(line));
          if (ready.success) {
            const { url, enrolmentCodes } = ready.data;
            const [code = null, ...otherCodes] = enrolmentCodes;
            resolve({ url, code, otherCodes });
          }
        },
      }),
    );
  });
}

async function startTerminal(
  options: StartOptions,
  choice: HostChoice,
  ledger: LedgerPlace,
  services: ServiceGroup,
): Promise<string | null> {
  const shared = [
    ...['--profile', options.profile, '--ledger', ledger.url, '--exit-with-parent'],
    ...(ledger.code === null ? [] : ['--enrol', ledger.code]),
  ];
  return new Promise((resolve) => {
    if (choice.kind === 'electron') {
      services.add(
        startService({
          name: 'The terminal',
          command: choice.binary,
          arguments: [projectRoot, ...shared],
          onLine: () => resolve(null),
        }),
      );
      return;
    }
    services.add(
      startService({
        name: 'The terminal',
        command: process.execPath,
        arguments: [
          '--use-system-ca',
          join(projectRoot, 'src', 'main', 'browser', 'entry.ts'),
          ...shared,
          ...['--renderer', join(projectRoot, 'dist', 'renderer'), '--ready-json'],
          ...(options.port === null ? [] : ['--port', String(options.port)]),
        ],
        environment: networkEnvironment(),
        onLine: (line) => {
          const ready = terminalReadySchema.safeParse(parseLine(line));
          if (ready.success) {
            resolve(ready.data.address);
          }
        },
      }),
    );
  });
}

async function build(): Promise<void> {
  try {
    if ((await buildBundles()) === 'built') {
      say('Built the terminal.');
    }
  } catch (error) {
    process.stderr.write(
      `The build failed: ${error instanceof Error ? error.message : 'unknown'}\n`,
    );
    process.exit(1);
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** npm start: builds what changed, starts an embedded ledger unless told of another, and opens the terminal. */
async function main(): Promise<void> {
  const parsed = parseStartOptions(process.argv.slice(2));
  if (!parsed.ok || parsed.value.help) {
    process.stdout.write(parsed.ok ? START_USAGE : `${parsed.error}\n`);
    process.exit(parsed.ok ? 0 : 2);
  }
  const options = parsed.value;
  // Taken only for a moment: the terminal's own process takes it for good.
  const lock = await lockProfile(options.profile);
  if (!lock.ok) {
    process.stderr.write(`${lock.error.message}\n`);
    process.exit(lock.error.code === 'alreadyRunning' ? PROFILE_IN_USE : 1);
  }
  await lock.value.release();
  const services = new ServiceGroup();
  process.on('SIGINT', () => void services.exit(0));
  process.on('SIGTERM', () => void services.exit(0));
  await build();
  const ledger = await startLedger(options, services);
  if (options.ledgerUrl === null) {
    say(`An embedded ledger with a demonstration chain runs at ${ledger.url}`);
    if (ledger.otherCodes.length > 0) {
      say(`Codes to enrol a till anew with: ${ledger.otherCodes.join(', ')}`);
    }
  }
  const choice = await chooseHost(options.browser);
  say(`${choice.kind === 'electron' ? 'Electron' : 'Browser host'}: ${choice.why}.`);
  const address = await startTerminal(options, choice, ledger, services);
  if (address === null) {
    say('The terminal is open in its window. Ctrl-C stops everything.');
    return;
  }
  say(`The terminal is open at ${address}`);
  say('The address works once, in one browser on this computer. Ctrl-C stops everything.');
  if (options.open && hasDisplay()) {
    openInBrowser(address);
  }
}

await main();
