import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boundKeys } from '../../support/boundKeys.ts';
import { describeOnBoth } from '../../support/ledgerBackends.ts';
import { ledgerStatements } from '../../support/ledgerStatements.ts';

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

/** Which statements do not bind a key, by file and table, and why they may not. Each is bounded by an index or by its purpose. */
const exceptions: readonly {
  readonly file: string;
  readonly tables: readonly string[];
  readonly why: string;
}[] = [
  {
    file: 'audit/audit.ts',
    tables: [
      'entry',
      'posting',
      'member',
      'terminal_transaction',
      'quarantine',
      'posting_exception',
      'points_lot',
    ],
    why: 'the audit looks at everything',
  },
  {
    file: 'audit/lotFaults.ts',
    tables: ['lot_movement', 'points_lot', 'posting', 'entry'],
    why: 'the audit looks at everything',
  },
  {
    file: 'demonstration/seedDemonstration.ts',
    tables: ['card', 'member', 'posting'],
    why: 'founds a demonstration',
  },
  {
    file: 'exceptions/listExceptions.ts',
    tables: ['posting_exception'],
    why: 'one queue for people, a page of it',
  },
  {
    file: 'exceptions/pullExceptions.ts',
    tables: ['posting_exception'],
    why: 'the queue of a store, a page of it, by an index',
  },
  {
    file: 'exceptions/resolveException.ts',
    tables: ['posting_exception'],
    why: 'a person names one by its id, by an index',
  },
  {
    file: 'holds/endHold.ts',
    tables: ['hold'],
    why: 'what a terminal has pending, bounded, by an index',
  },
  { file: 'holds/expireHolds.ts', tables: ['hold'], why: 'what lapsed, bounded, by an index' },
  { file: 'holds/holdRow.ts', tables: ['hold'], why: 'a hold by its id alone, by an index' },
  {
    file: 'jobs/settleLots.ts',
    tables: ['points_lot', 'member'],
    why: 'lots that are due, bounded, by partial indexes',
  },
  {
    file: 'leases/exchangeLeases.ts',
    tables: ['member', 'lease'],
    why: 'members at home in a store, bounded, by an index',
  },
  {
    file: 'leases/leaseRow.ts',
    tables: ['lease'],
    why: 'what a terminal has, bounded, by an index',
  },
  {
    file: 'leases/recallLeases.ts',
    tables: ['lease', 'member'],
    why: 'what a terminal that moved has, by an index',
  },
  {
    file: 'leases/reservedPoints.ts',
    tables: ['hold', 'lease'],
    why: 'what all terminals keep, for a person who asks',
  },
  {
    file: 'merge/mergeMembers.ts',
    tables: ['card', 'member'],
    why: 'cards and former members of one who is merged, by indexes',
  },
  {
    file: 'metrics/ledgerMetrics.ts',
    tables: ['posting_exception', 'quarantine', 'hold'],
    why: 'how much waits, by partial indexes',
  },
  {
    file: 'posting/linkCard.ts',
    tables: ['terminal_transaction', 'posting_exception'],
    why: 'what waited for the card, under whatever terminal, by the index of open exceptions',
  },
  {
    file: 'posting/plausibility.ts',
    tables: ['member'],
    why: 'the survivor of a merge, whom the given member names',
  },
  {
    file: 'posting/readOriginals.ts',
    tables: ['quarantine', 'entry', 'card'],
    why: 'a sale let out of quarantine lies under who pushed it, and its entry under whom it names; by indexes',
  },
  { file: 'posting/readParties.ts', tables: ['hold'], why: 'holds by their ids, by an index' },
  {
    file: 'posting/returnRows.ts',
    tables: ['terminal_transaction', 'waiting_return'],
    why: 'the job for returns that were overlooked: a bounded number at a time',
  },
  {
    file: 'pull/pullAccounts.ts',
    tables: ['member', 'member_card'],
    why: 'what changed anywhere, by the end of each partition’s index, and its cards by their key',
  },
  {
    file: 'pull/pullPages.ts',
    tables: ['card', 'member'],
    why: 'pages are cut from ranges of all tokens',
  },
  {
    file: 'pull/shownBalance.ts',
    tables: ['points_lot'],
    why: 'a part of a statement: the lots of the member beside it',
  },
  {
    file: 'quarantine/awaitedCard.ts',
    tables: ['posting_exception', 'quarantine'],
    why: 'what waits for a card, under whatever terminal, by the index of open exceptions',
  },
  {
    file: 'quarantine/postByItself.ts',
    tables: ['quarantine'],
    why: 'it lies under who pushed it, by an index',
  },
  {
    file: 'reconciliation/checkMembers.ts',
    tables: ['member'],
    why: 'all members, a bounded number at a time, in the order of their key',
  },
  {
    file: 'stream/eventId.ts',
    tables: ['member', 'posting_exception', 'lease'],
    why: 'what changed anywhere, by the end of each partition’s index',
  },
];

describe('the statements of the ledger', () => {
  it('bind the member, terminal or card of every growing table, but for a few with a reason', () => {
    const unbound = new Map<string, string>();
    let keyed = 0;
    for (const { file, text } of ledgerStatements()) {
      for (const { table, bound } of boundKeys(text, growing)) {
        keyed += bound ? 1 : 0;
        if (!bound) {
          unbound.set(`${file}, ${table}`, text.replaceAll(/\s+/g, ' ').slice(0, 150));
        }
      }
    }
    const allowed = new Set(
      exceptions.flatMap(({ file, tables }) => tables.map((table) => `${file}, ${table}`)),
    );
    expect([...unbound].filter(([name]) => !allowed.has(name))).toEqual([]);
    expect(keyed).toBeGreaterThan(100);
    // An exception that nothing needs any more hides the next mistake.
    expect([...allowed].filter((name) => !unbound.has(name))).toEqual([]);
  });

  it('change the key of no row: a distributed server moves none', () => {
    const changing = ledgerStatements().filter(({ text }) =>
      Object.entries(growing).some(([table, key]) =>
        new RegExp(
          `\\bUPDATE\\s+${table}\\b[^;]*?\\bSET\\s(?:(?!\\bWHERE\\b|\\bFROM\\b)[^])*?\\b${key}\\s*=`,
        ).test(text),
      ),
    );
    expect(changing).toEqual([]);
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
    ['one of two', 'SELECT 1 FROM posting WHERE member_id = $1 OR entry_id = $2', false],
    ['what it must not be', 'SELECT 1 FROM posting WHERE NOT (member_id = $1)', false],
    ['a value to set', 'UPDATE lease SET member_id = $1 WHERE lease_id = $2', false],
    [
      'a value of another table',
      'SELECT 1 FROM member m JOIN lease l ON l.state = m.status WHERE m.member_id = $1',
      false,
    ],
    [
      'a value in one arm of two',
      'SELECT 1 FROM hold WHERE member_id = $1 UNION ALL SELECT 1 FROM hold WHERE hold_id = $2',
      false,
    ],
    [
      'a value outside of a subquery',
      'SELECT (SELECT count(*) FROM hold) FROM member WHERE member_id = $1',
      false,
    ],
    [
      'a list of something else',
      'SELECT 1 FROM posting p JOIN unnest($1::text[]) AS u(entry_id) ON p.entry_id = u.entry_id',
      false,
    ],
    [
      'values to insert that come from all',
      'INSERT INTO posting (member_id) SELECT member_id FROM entry WHERE kind = $1',
      false,
    ],
  ])('are seen to be given %s', (_how, text, bound) => {
    const found = boundKeys(text, growing);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((one) => one.bound)).toBe(bound);
  });
});
