import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOnBoth } from '../../support/ledgerBackends.ts';
import { ledgerStatements, type LedgerStatement } from '../../support/ledgerStatements.ts';

/** Tables that grow with members and sales, and by what a distributed server would place their rows. */
const growing: Readonly<Record<string, string>> = {
  member: 'member_id',
  member_card: 'member_id',
  member_closing: 'member_id',
  entry: 'member_id',
  posting: 'member_id',
  points_lot: 'member_id',
  lot_movement: 'member_id',
  hold: 'member_id',
  lease: 'member_id',
  terminal_transaction: 'terminal_id',
  returned_line: 'terminal_id',
  waiting_return: 'terminal_id',
  quarantine: 'terminal_id',
  posting_exception: 'terminal_id',
  card: 'card_token',
};

/** As large as the chain's list of shops, tills, products and staff: whole on every machine of a distributed server. */
const small = new Set([
  'admin_token',
  'enrolment_code',
  'meta',
  'operator',
  'product',
  'programme',
  'reconciliation',
  'schema_version',
  'setting',
  'store',
  'terminal',
  'terminal_key',
  'terminal_public_key',
]);

const tableRow = z.object({ table: z.string(), partitionKey: z.string().nullable() });
const indexRow = z.object({ table: z.string(), index: z.string(), columns: z.array(z.string()) });
const referenceRow = z.object({
  table: z.string(),
  target: z.string(),
  columns: z.array(z.string()),
});

describeOnBoth('tables that can be distributed', (bench) => {
  it('knows each table as growing or small, and partitions those that grow by their key', async () => {
    const rows = await bench().ledger.context.sql.transaction('snapshot', (session) =>
      session.rows(
        tableRow,
        `SELECT c.relname AS table, pg_get_partkeydef(c.oid) AS "partitionKey" FROM pg_class c
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
      ),
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const { table, partitionKey } of rows) {
      const key = growing[table];
      expect([table, partitionKey, small.has(table)]).toEqual(
        key === undefined ? [table, null, true] : [table, `HASH (${key})`, false],
      );
    }
  });

  it('carries that key in every primary key and unique index', async () => {
    const rows = await bench().ledger.context.sql.transaction('snapshot', (session) =>
      session.rows(
        indexRow,
        `SELECT t.relname AS table, i.relname AS index,
                array(SELECT a.attname::text FROM pg_attribute a
                       WHERE a.attrelid = t.oid AND a.attnum = ANY(x.indkey::int2[])) AS columns
           FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
          WHERE t.relnamespace = 'public'::regnamespace AND x.indisunique AND NOT t.relispartition`,
      ),
    );
    const keyed = rows.filter(({ table }) => growing[table] !== undefined);
    const tables = new Set(keyed.map(({ table }) => table));
    expect(tables.size).toBeGreaterThanOrEqual(13);
    for (const { table, index, columns } of keyed) {
      expect([index, columns.includes(growing[table] ?? '')]).toEqual([index, true]);
    }
  });

  it('refers from one growing table to another only within the same key', async () => {
    const rows = await bench().ledger.context.sql.transaction('snapshot', (session) =>
      session.rows(
        referenceRow,
        `SELECT c.conrelid::regclass::text AS table, c.confrelid::regclass::text AS target,
                array(SELECT a.attname::text FROM pg_attribute a
                       WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)) AS columns
           FROM pg_constraint c WHERE c.contype = 'f' AND c.conparentid = 0`,
      ),
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { table, target, columns } of rows.filter(
      (row) => growing[row.target] !== undefined,
    )) {
      expect([table, growing[table]]).toEqual([table, growing[target]]);
      expect([table, columns.includes(growing[target] ?? '')]).toEqual([table, true]);
    }
  });
});

/** Statements that look at all partitions, and why they may. Each is bounded by an index or by its purpose. */
const exceptions: readonly {
  readonly file: string;
  readonly table: string;
  readonly why: string;
}[] = [
  { file: 'audit/', table: '', why: 'the audit looks at everything' },
  { file: 'metrics/', table: '', why: 'how much waits, by partial indexes' },
  {
    file: 'leases/',
    table: '',
    why: 'a terminal’s own leases, and its store’s members, by their indexes',
  },
  { file: 'demonstration/', table: '', why: 'founds a demonstration' },
  {
    file: 'pull/',
    table: 'member',
    why: 'what changed anywhere: one range of each partition’s index',
  },
  { file: 'pull/', table: 'card', why: 'pages are cut from ranges of all tokens' },
  { file: 'stream/', table: '', why: 'what changed anywhere: the end of each partition’s index' },
  { file: 'holds/', table: 'hold', why: 'a hold by its id alone, or what lapsed, by an index' },
  { file: 'posting/readParties.ts', table: 'hold', why: 'holds by their ids, by an index' },
  { file: 'exceptions/', table: 'posting_exception', why: 'one queue for people, by its ids' },
  {
    file: 'quarantine/postByItself.ts',
    table: 'quarantine',
    why: 'it lies under who pushed it; by an index',
  },
  {
    file: 'posting/readOriginals.ts',
    table: '',
    why: 'a sale let out of quarantine lies under who pushed it, and its entry under whom it names; by indexes',
  },
  {
    file: 'quarantine/awaitedCard.ts',
    table: '',
    why: 'what waits for a card, under whatever terminal; by the index of open exceptions',
  },
  {
    file: 'posting/linkCard.ts',
    table: '',
    why: 'what waited for the card, under whatever terminal; by the index of open exceptions',
  },
  {
    file: 'posting/returnRows.ts',
    table: '',
    why: 'the job for returns that were overlooked: all that wait, a bounded number at a time',
  },
  { file: 'jobs/settleLots.ts', table: '', why: 'lots that are due, by partial indexes' },
  {
    file: 'reconciliation/checkMembers.ts',
    table: 'member',
    why: 'all members, a bounded number at a time, in the order of their key',
  },
  {
    file: 'pull/shownBalance.ts',
    table: 'points_lot',
    why: 'a part of a statement: the lots of the member beside it',
  },
  {
    file: 'pull/pullAccounts.ts',
    table: 'member_card',
    why: 'the cards of members that changed, by their key',
  },
  { file: 'merge/', table: '', why: 'a merge concerns two members and all their cards' },
];

function tablesIn(text: string): string[] {
  const names = [...text.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)\b/g)].map(
    (found) => found[1] ?? '',
  );
  return [...new Set(names)].filter((name) => growing[name] !== undefined);
}

/** Whether a statement says of which member, terminal or card the rows of `table` are: by a value or list that it is given. */
function bindsKey({ text }: LedgerStatement, table: string): boolean {
  const key = growing[table] ?? '';
  const inserted = new RegExp(`INSERT INTO ${table}\\b[^(]*\\(([^)]*)\\)`).exec(text)?.[1];
  if (inserted !== undefined) {
    return inserted.split(',').some((column) => column.trim() === key);
  }
  const conditions = conditionsFrom(text, new RegExp(`\\b(?:FROM|JOIN|UPDATE)\\s+${table}\\b`));
  if (isGiven(conditions, key)) {
    return true;
  }
  // What is joined by its key is as bound as what it is joined with.
  const column = `(?:[a-z_]+\\.)?${key}`;
  const joined = new RegExp(
    `${column}\\s*=\\s*[a-z_]+\\.[a-z_]+|[a-z_]+\\.[a-z_]+\\s*=\\s*${column}|USING\\s*\\([^)]*\\b${key}\\b`,
  );
  const others = tablesIn(text).map((name) => growing[name] ?? '');
  const anchored =
    /\bunnest\(\$/.test(text) ||
    others.some((other) => isGiven(conditionsFrom(text, /\b(?:FROM|JOIN|UPDATE)\s/), other));
  return joined.test(conditions) && anchored;
}

function conditionsFrom(text: string, beginning: RegExp): string {
  return text
    .slice(Math.max(0, text.search(beginning)))
    .replaceAll(/\b(?:ORDER|GROUP) BY [^)]*/g, '')
    .split(/\b(?:WHERE|ON|USING)\b/)
    .map((part, index) => (index === 0 ? '' : ` USING ${part}`))
    .join('');
}

/** Whether the column equals a parameter or is among those of one, alone or with others. */
function isGiven(conditions: string, key: string): boolean {
  const column = `(?:[a-z_]+\\.)?\\b${key}`;
  return [
    `${column}\\s*=\\s*(?:ANY\\s*\\()?\\$`,
    `${column}\\s+IN\\s*\\(\\s*(?:\\$|SELECT[^)]*unnest\\()`,
    `\\([^()]*${column}[^()]*\\)\\s*IN\\s*\\(SELECT[^)]*unnest\\(`,
  ].some((form) => new RegExp(form).test(conditions));
}

describe('the statements of the ledger', () => {
  it('say of which member, terminal or card they speak, but for a few with a reason', () => {
    const used = new Set<string>();
    const without: string[] = [];
    let keyed = 0;
    for (const statement of ledgerStatements()) {
      for (const table of tablesIn(statement.text)) {
        const exception = exceptions.find(
          (one) => statement.file.startsWith(one.file) && (one.table === '' || one.table === table),
        );
        if (bindsKey(statement, table)) {
          keyed += 1;
        } else if (exception === undefined) {
          without.push(
            `${statement.file}, ${table}: ${statement.text.replaceAll(/\s+/g, ' ').slice(0, 150)}`,
          );
        } else {
          used.add(exception.why);
        }
      }
    }
    expect(without).toEqual([]);
    expect(keyed).toBeGreaterThan(40);
    // An exception that nothing needs any more hides the next mistake.
    expect(exceptions.filter(({ why }) => !used.has(why))).toEqual([]);
  });

  it.each([
    ['a value', 'SELECT 1 FROM posting p WHERE p.member_id = $1', true],
    ['a list', 'UPDATE entry SET kind = $2 WHERE member_id = ANY($1::text[])', true],
    [
      'a list of pairs',
      'DELETE FROM posting WHERE (member_id, entry_id) IN (SELECT * FROM unnest($1, $2))',
      true,
    ],
    [
      'what it is joined with',
      'SELECT 1 FROM entry e JOIN posting p USING (member_id, entry_id) WHERE e.member_id = $1',
      true,
    ],
    ['only in the order', 'SELECT 1 FROM posting WHERE entry_id = $1 ORDER BY member_id', false],
    ['only that there is one', 'SELECT 1 FROM posting WHERE member_id IS NOT NULL', false],
    ['a range', 'SELECT 1 FROM posting WHERE member_id > $1', false],
    ['all but one', 'SELECT 1 FROM posting WHERE member_id <> $1', false],
    [
      'a join of all with all',
      'SELECT 1 FROM entry e JOIN posting p ON p.member_id = e.member_id WHERE e.kind = $1',
      false,
    ],
  ])('are seen to be given %s', (_how, text, bound) => {
    expect(tablesIn(text).every((table) => bindsKey({ file: 'x.ts', text }, table))).toBe(bound);
  });
});
