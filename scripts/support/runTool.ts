import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What became of a tool. */
export interface ToolRun {
  /** 0 where it succeeded; 1 also stands for one that could not be started or was killed. */
  readonly exitCode: number;
  /** stdout and stderr as they came; empty where they were shown at once. */
  readonly output: string;
  readonly durationMs: number;
}

/** How a tool runs. */
export interface ToolOptions {
  /** Shows the output as it comes instead of collecting it. */
  readonly stream?: boolean;
  /** Gives way to everything else on the machine. */
  readonly inBackground?: boolean;
  /** Added to this process's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command in the project's root to its end, without input. Never throws. */
export function runTool(
  command: string,
  toolArguments: readonly string[],
  options: ToolOptions = {},
): Promise<ToolRun> {
  const startedMs = performance.now();
  const shown = options.stream === true ? 'inherit' : 'pipe';
  return new Promise((resolve) => {
    const child = spawn(command, toolArguments, {
      cwd: projectRoot,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', shown, shown],
    });
    if (options.inBackground === true && child.pid !== undefined) {
      setPriority(child.pid, constants.priority.PRIORITY_LOW);
    }
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const end = (exitCode: number) => {
      resolve({ exitCode, output, durationMs: performance.now() - startedMs });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Runs the program of an installed package with this very Node; `file` is relative to node_modules. */
export function runPackage(
  file: string,
  toolArguments: readonly string[],
  options: ToolOptions = {},
): Promise<ToolRun> {
  return runTool(process.execPath, [`node_modules/${file}`, ...toolArguments], options);
}
