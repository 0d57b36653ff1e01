import { readdirSync, readFileSync } from 'node:fs';

/** A process that runs. */
export interface RunningDescendant {
  readonly pid: number;
  /** Its command line, the words parted by spaces. */
  readonly command: string;
}

/** The processes that a process has started, and those that they have; from /proc, so on Linux only. */
export function descendantsOf(pid: number): RunningDescendant[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    // The name in parentheses may hold anything; what follows it is fixed (proc_pid_stat(5)).
    const parent = / ([0-9]+) /.exec(fileOf(entry, 'stat').replace(/^.*\)/s, ''))?.[1];
    parents.set(Number(entry), Number(parent ?? 0));
  }
  const found: RunningDescendant[] = [];
  for (const waiting = [pid]; waiting.length > 0;) {
    const one = waiting.pop();
    for (const [child, parent] of parents) {
      if (parent === one) {
        waiting.push(child);
        const command = fileOf(String(child), 'cmdline').replaceAll('\0', ' ');
        found.push({ pid: child, command });
      }
    }
  }
  return found;
}

/** A file about a process; empty where the process has ended meanwhile. */
function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
