import { execFileSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

/** A disk whose size a test changes, mounted for one process alone; Linux only. */
export interface SmallDisk {
  /** The words in front of the process's command. */
  readonly prefix: readonly string[];
  /** Leaves so much room on it, in bytes, whatever it holds. `pid` is the process. */
  leave(pid: number, freeBytes: number): void;
}

/** A disk of `sizeBytes` in memory that takes the place of `directory`; memory is used for what is written only. */
export function smallDisk(directory: string, sizeBytes: number): SmallDisk {
  mkdirSync(directory, { recursive: true });
  const mount = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"';
  return {
    prefix: ['unshare', '-rm', 'sh', '-c', mount, 'sh', String(sizeBytes), directory],
    leave(pid, freeBytes) {
      // The process's own view of the file systems (proc_pid_root(5)).
      const { blocks, bfree, bsize } = statfsSync(`/proc/${pid}/root${directory}`);
      const sizeNow = (blocks - bfree) * bsize + freeBytes;
      execFileSync('nsenter', [
        ...['-t', String(pid), '-U', '-m', '--preserve-credentials'],
        ...['mount', '-o', `remount,size=${sizeNow}`, directory],
      ]);
    },
  };
}
