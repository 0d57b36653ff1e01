import { randomUUID } from 'node:crypto';
import { openAsBlob, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';
import { projectRoot } from './processes.ts';

const CACHE = `${projectRoot}.cache`;
const packageSchema = z.object({ version: z.string() });

/**
 * An empty embedded database, ready to be loaded. The first who asks makes it, which takes PostgreSQL's initdb three
 * seconds of a processor, and keeps it for every test after it.
 */
export async function emptyDatabase(): Promise<Blob> {
  const packageFile = `${projectRoot}node_modules/@electric-sql/pglite/package.json`;
  const { version } = packageSchema.parse(JSON.parse(readFileSync(packageFile, 'utf8')));
  const file = `${CACHE}/empty-database-${version}.tar`;
  try {
    return await openAsBlob(file);
  } catch {
    const database = await PGlite.create();
    const dump = await database.dumpDataDir('none');
    await database.close();
    await mkdir(CACHE, { recursive: true });
    const unfinished = `${file}.${randomUUID()}`;
    await writeFile(unfinished, new Uint8Array(await dump.arrayBuffer()));
    await rename(unfinished, file);
    return dump;
  }
}
