import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import { z } from 'zod';
import { projectRoot, startProcess, type ProcessExit } from '../support/processes.ts';

/** Where the terminal is to be seen: an address for a browser, or the window of the desktop application. */
export type OpenedTerminal = string | Page;

/** A running terminal. */
export interface TerminalProcess {
  readonly pid: number;
  /** Everything that it wrote to its terminal so far. */
  output(): string;
  /** Waits until it can be seen. */
  opened(): Promise<OpenedTerminal>;
  /** Ends it and what it has started as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop. */
  stop(): Promise<ProcessExit | null>;
}

/** What a terminal is started with. */
export interface TerminalPlace {
  /** The words in front of the command. */
  readonly prefix: readonly string[];
  /** A folder of the run's own. */
  readonly folder: string;
  /** What both hosts take: profile, ledger, enrolment. */
  readonly arguments: readonly string[];
  /** Added to this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

const hostReadySchema = z.object({ address: z.string() });
const START_TIMEOUT_MS = 120_000;

/** Starts the browser host: the terminal in plain Node. */
export function startBrowserHost(place: TerminalPlace): TerminalProcess {
  const [command = process.execPath, ...rest] = [
    ...place.prefix,
    ...[process.execPath, 'src/main/browser/entry.ts', ...place.arguments],
    ...['--renderer', join(projectRoot, 'dist/renderer'), '--ready-json'],
  ];
  const host = startProcess({ command, arguments: rest, environment: place.environment });
  return {
    pid: host.pid,
    output: () => host.output(),
    opened: async () => {
      const [line] = await host.waitForLine(/^\{"terminal":"ready".*\}$/, START_TIMEOUT_MS);
      return hostReadySchema.parse(JSON.parse(line)).address;
    },
    kill: async () => {
      host.signal('SIGKILL');
      await host.exited;
    },
    stop: () => host.stop(),
  };
}

/** Starts the desktop application from dist/ in the Electron at `binary`. */
export async function startElectronHost(
  place: TerminalPlace,
  binary: string,
): Promise<TerminalProcess> {
  const application = await _electron.launch({
    executablePath: behind(place.prefix, binary, place.folder),
    args: [projectRoot, ...place.arguments],
    cwd: projectRoot,
    env: { ...definedOnly(process.env), ...place.environment },
    // As it is shipped; Playwright would switch it off on Linux.
    chromiumSandbox: true,
    timeout: START_TIMEOUT_MS,
  });
  const child = application.process();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<ProcessExit>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? -1,
    output: () => output,
    opened: () => application.firstWindow(),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      await application.close();
      return exited;
    },
  };
}

/** One executable that runs `binary` behind the words of `prefix`; Playwright puts its own arguments directly behind it. */
function behind(prefix: readonly string[], binary: string, folder: string): string {
  if (prefix.length === 0) {
    return binary;
  }
  const file = join(folder, 'electron.sh');
  const quoted = [...prefix, binary].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  writeFileSync(file, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
