import { fsyncSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPglite } from '../../../src/ledger/storage/pglite.ts';

it('flushes every commit to the disk before it is acknowledged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-durability-'));
  let flushes = 0;
  const sql = await openPglite(folder, (descriptor) => {
    fsyncSync(descriptor);
    flushes += 1;
  });
  try {
    await sql.transaction('write', (session) => session.run('CREATE TABLE fact (value int)'));
    for (let commits = 0; commits < 5; commits += 1) {
      const before = flushes;
      await sql.transaction('write', (session) => session.run('INSERT INTO fact VALUES (1)'));
      expect(flushes).toBeGreaterThan(before);
    }
  } finally {
    await sql.close();
    await rm(folder, { recursive: true, force: true });
  }
});
