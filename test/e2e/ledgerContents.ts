import { z } from 'zod';
import { openDatabase } from '../../src/ledger/storage/openDatabase.ts';

/** Every row of every table of the ledger in `folder`, as text: on the disk, long values are compressed. The ledger is stopped. */
export async function ledgerContents(folder: string): Promise<string> {
  const opened = await openDatabase({ kind: 'folder', folder });
  if (!opened.ok) {
    throw new Error(opened.error);
  }
  const sql = opened.value;
  try {
    return await sql.transaction('snapshot', async (session) => {
      const tables = await session.rows(
        z.object({ name: z.string() }),
        `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name
           FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
      );
      const lines: string[] = [];
      for (const { name } of tables) {
        const rows = await session.rows(
          z.object({ row: z.string() }),
          `SELECT t::text AS row FROM ${name} AS t`,
        );
        lines.push(name, ...rows.map(({ row }) => row));
      }
      return lines.join('\n');
    });
  } finally {
    await sql.close();
  }
}
