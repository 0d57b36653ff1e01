import { fsyncSync } from 'node:fs';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../domain/result.ts';
import { flushFolder } from './durability.ts';
import { lockFolder } from './folderLock.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import type { Sql } from './sql.ts';

/** Where the ledger keeps its data. */
export type DatabaseChoice =
  | { readonly kind: 'folder'; readonly folder: string }
  /** `empty` is an empty database as PGlite dumps it, so that none has to be made. */
  | { readonly kind: 'memory'; readonly empty?: Blob }
  | { readonly kind: 'server'; readonly databaseUrl: string };

/** Written once the database was created whole. */
const MARKER = 'created';

/** Opens the database; fails with a sentence where another process uses the folder. */
export async function openDatabase(choice: DatabaseChoice): Promise<Result<Sql, string>> {
  switch (choice.kind) {
    case 'memory':
      return ok(await openPglite(null, fsyncSync, choice.empty));
    case 'server':
      return ok(openPostgres(choice.databaseUrl));
    case 'folder':
      return openFolder(choice.folder);
  }
}

async function openFolder(folder: string): Promise<Result<Sql, string>> {
  const lock = lockFolder(folder);
  if (!lock.ok) {
    return lock;
  }
  try {
    const database = join(folder, 'postgres');
    const isNew = !(await holdsLedger(folder));
    if (isNew) {
      // The very first start was cut off before it was done: nothing was ever promised from it.
      await rm(database, { recursive: true, force: true });
      await mkdir(database, { recursive: true });
    }
    const sql = await openPglite(database);
    if (isNew) {
      await flushFolder(database);
      await writeFile(join(folder, MARKER), 'This folder holds the database of a ledger.\n');
    }
    const close = async (): Promise<void> => {
      await sql.close();
      lock.value.release();
    };
    return ok({ ...sql, close });
  } catch (error) {
    lock.value.release();
    throw error;
  }
}

/** Whether a ledger was started in `folder` before. */
export function holdsLedger(folder: string): Promise<boolean> {
  return access(join(folder, MARKER)).then(
    () => true,
    () => false,
  );
}
