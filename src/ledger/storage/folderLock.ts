import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Result } from '../../domain/result.ts';

/**
 * Takes the folder for this process. The lock is the operating system's lock on an SQLite file, so that it ends with
 * the process, however that ends. Fails with a sentence where another process has it.
 */
export function lockFolder(folder: string): Result<{ release(): void }, string> {
  mkdirSync(folder, { recursive: true });
  const file = new DatabaseSync(join(folder, 'ledger.lock'), { timeout: 0 });
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch {
    file.close();
    return fail(
      `another ledger process is using ${folder}; stop it first, or give this one its own folder`,
    );
  }
  return ok({ release: () => file.close() });
}
