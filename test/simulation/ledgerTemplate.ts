import { z } from 'zod';
import type { Sql } from '../../src/ledger/storage/sql.ts';

/** In which order entries were made is not for the ledger to know: the checks look over its shoulder. */
const NOTE_ORDER = [
  'CREATE SCHEMA observed',
  `CREATE TABLE observed.entry_order (
     place bigint GENERATED ALWAYS AS IDENTITY, member_id text COLLATE "C", entry_id text)`,
  `CREATE FUNCTION observed.note_entry() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO observed.entry_order (member_id, entry_id) VALUES (NEW.member_id, NEW.entry_id);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER note_entry AFTER INSERT ON entry FOR EACH ROW EXECUTE FUNCTION observed.note_entry()`,
];

/** A table that is kept aside. */
export interface KeptTable {
  readonly name: string;
  /** Comma-separated, without those that the database computes. */
  readonly columns: string;
}

/** Copies every table aside, and lets the order of entries be noted from here on; gives what is to be copied back. */
export async function keepTemplate(sql: Sql): Promise<KeptTable[]> {
  return sql.transaction('write', async (session) => {
    // A partition's rows come with the table that it is a part of.
    const tables = await session.rows(
      z.object({ name: z.string(), columns: z.string() }),
      `SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND a.attgenerated = ''
        GROUP BY c.relname ORDER BY c.relname`,
    );
    await session.run('CREATE SCHEMA template');
    for (const { name } of tables) {
      await session.run(`CREATE TABLE template.${name} AS SELECT * FROM public.${name}`);
    }
    for (const text of NOTE_ORDER) {
      await session.run(text);
    }
    return tables;
  });
}

/** Empties every table of what a run left, and copies it back as it was kept. */
export async function restoreTemplate(sql: Sql, tables: readonly KeptTable[]): Promise<void> {
  await sql.transaction('write', async (session) => {
    await session.run(
      `TRUNCATE ${tables.map(({ name }) => name).join(', ')}, observed.entry_order RESTART IDENTITY`,
    );
    await session.run('DISCARD PLANS');
    // The rows were checked when they were made.
    await session.run(`SET LOCAL session_replication_role = 'replica'`);
    for (const { name, columns } of tables) {
      await session.run(
        `INSERT INTO public.${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM template.${name}`,
      );
    }
  });
}
