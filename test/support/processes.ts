import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';

/** The project's root folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The most output of one process that is kept, in characters. */
const MAXIMUM_OUTPUT = 2_000_000;

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to run. */
export interface ProcessOptions {
  readonly command: string;
  readonly arguments?: readonly string[];
  /** Added to this process's own environment; undefined removes a variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The project's root where not given. */
  readonly folder?: string;
}

/** A process under test, the head of its own process group, which ends with it. */
export interface RunningProcess {
  readonly pid: number;
  /** Everything written to stdout and stderr so far, in the order in which it came. */
  output(): string;
  /** Everything written to stdout so far. */
  standardOutput(): string;
  /** The first line, past or to come, of stdout or stderr that `pattern` matches; fails when the process ends first. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** How it ended, once it has. */
  readonly exited: Promise<ProcessExit>;
  /** Sends a signal to the process and all of its children. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it: SIGTERM, then SIGKILL after `graceMs`. Nothing happens where it has ended already. */
  stop(graceMs?: number): Promise<ProcessExit>;
}

const running = new Set<number>();

process.on('exit', () => {
  for (const pid of running) {
    signalGroup(pid, 'SIGKILL');
  }
});

/** Starts a process. Whatever happens to the test, it and its children end with the test's own process. */
export function startProcess(options: ProcessOptions): RunningProcess {
  const child = spawn(options.command, options.arguments ?? [], {
    cwd: options.folder ?? projectRoot,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  return followed(child, options.command);
}

/** Runs a script of the project with this very Node, straight from TypeScript. */
export function startScript(
  script: string,
  scriptArguments: readonly string[] = [],
  options: Omit<ProcessOptions, 'command' | 'arguments'> = {},
): RunningProcess {
  return startProcess({
    ...options,
    command: process.execPath,
    arguments: [script, ...scriptArguments],
  });
}

function followed(
  child: ChildProcessByStdio<null, Readable, Readable>,
  command: string,
): RunningProcess {
  const pid = child.pid ?? -1;
  if (pid > 0) {
    running.add(pid);
  }
  let all = '';
  let standard = '';
  let ended = false;
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of [...listeners]) {
      listener();
    }
  };
  for (const [stream, isStandard] of [
    [child.stdout, true],
    [child.stderr, false],
  ] as const) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      all = (all + text).slice(-MAXIMUM_OUTPUT);
      standard = isStandard ? (standard + text).slice(-MAXIMUM_OUTPUT) : standard;
      heard();
    });
  }
  const exited = new Promise<ProcessExit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      ended = true;
      running.delete(pid);
      resolve({ code, signal });
      heard();
    };
    child.on('error', (error) => {
      all += `${error.message}\n`;
      end(null, null);
    });
    child.on('exit', () => {
      signalGroup(pid, 'SIGKILL');
    });
    child.on('close', end);
  });

  const waitForLine = (pattern: RegExp, timeoutMs = 30_000) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = wholeLines(all, ended)
          .map((line) => pattern.exec(line))
          .find((match) => match !== null);
        if (found !== undefined) {
          settle(() => resolve(found));
        } else if (ended) {
          settle(() => reject(new Error(`${command} ended without ${pattern.source}:\n${all}`)));
        }
      };
      const timer = setTimeout(() => {
        settle(() =>
          reject(
            new Error(`${command} did not write ${pattern.source} in ${timeoutMs} ms:\n${all}`),
          ),
        );
      }, timeoutMs);
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        finish();
      };
      listeners.add(look);
      look();
    });

  const signal = (name: NodeJS.Signals) => {
    if (!ended && pid > 0) {
      signalGroup(pid, name);
    }
  };
  return {
    pid,
    output: () => all,
    standardOutput: () => standard,
    waitForLine,
    exited,
    signal,
    stop: async (graceMs = 8000) => {
      signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

function wholeLines(text: string, ended: boolean): string[] {
  const lines = text.split(/\r?\n/);
  return ended ? lines : lines.slice(0, -1);
}

/** A group that is gone already is no error. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) {
      throw error;
    }
  }
}
