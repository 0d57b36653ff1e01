import { fsyncSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPglite } from '../../../src/ledger/storage/pglite.ts';
import type { Sql, SqlSession } from '../../../src/ledger/storage/sql.ts';
import { emptyDatabase } from '../../support/emptyDatabase.ts';

describe('statements of the embedded database', () => {
  let opened: Sql | null = null;
  const sql = (): Sql => {
    if (opened === null) {
      throw new Error('the database is open');
    }
    return opened;
  };
  const write = <Value>(work: (session: SqlSession) => Promise<Value>): Promise<Value> =>
    sql().transaction('write', work);

  beforeAll(async () => {
    opened = await openPglite(null, fsyncSync, await emptyDatabase());
    await write((session) =>
      session.run('CREATE TABLE thing (id text PRIMARY KEY, number int8); SELECT 1'),
    );
  });
  afterAll(() => opened?.close());

  it('give what was put in, whatever its type, the second time as the first', async () => {
    const row = z.object({
      word: z.string(),
      number: z.int(),
      nothing: z.null(),
      list: z.array(z.string().nullable()),
      at: z.date(),
      flag: z.boolean(),
    });
    const at = new Date('2026-03-02T08:00:00.123Z');
    const read = (session: SqlSession) =>
      session.rows(
        row,
        'SELECT $1::text AS word, $2::int8 AS number, $3::text AS nothing, $4::text[] AS list, $5::timestamptz AS at, $6::bool AS flag',
        ['Käse', 2 ** 40, null, ['a,"b', null, '{}'], at, false],
      );
    const expected = {
      word: 'Käse',
      number: 2 ** 40,
      nothing: null,
      list: ['a,"b', null, '{}'],
      at,
      flag: false,
    };
    expect(await write(read)).toEqual([expected]);
    expect(await write(read)).toEqual([expected]);
  });

  it('run one after the other where they are asked for at once', async () => {
    const read = await write((session) =>
      Promise.all(
        [1, 2, 3, 4].map((number) =>
          session.rows(z.object({ number: z.int() }), 'SELECT $1::int4 AS number', [number]),
        ),
      ),
    );
    expect(read.flat().map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it('fail with their SQLSTATE, undo their transaction and work again afterwards', async () => {
    const insert = (session: SqlSession) =>
      session.run('INSERT INTO thing VALUES ($1, 1)', ['twice']);
    await expect(
      write(async (session) => {
        await insert(session);
        await insert(session);
      }),
    ).rejects.toMatchObject({ code: '23505' });
    await write(insert);
    const overlooked = write(async (session) => {
      await session.run('INSERT INTO thing VALUES ($1, 2)', ['overlooked']);
      await insert(session).catch(() => undefined);
    });
    await expect(overlooked).rejects.toThrow('rolled back');
    const left = await write((session) =>
      session.rows(z.object({ id: z.string() }), 'SELECT id FROM thing'),
    );
    expect(left).toEqual([{ id: 'twice' }]);
  });

  it('are planned anew after a migration changed what they give', async () => {
    const read = () =>
      write((session) => session.rows(z.record(z.string(), z.unknown()), 'SELECT * FROM thing'));
    await read();
    await write((session) => session.run('ALTER TABLE thing ADD COLUMN colour text'));
    expect(await read()).toEqual([{ id: 'twice', number: 1, colour: null }]);
  });

  it('are dropped where there are too many', async () => {
    const kept = await write(async (session) => {
      for (let number = 0; number < 450; number += 1) {
        await session.rows(z.object({ found: z.int() }), `SELECT ${number} AS found`);
      }
      return session.rows(
        z.object({ count: z.int() }),
        'SELECT count(*) AS count FROM pg_prepared_statements',
      );
    });
    expect(kept[0]?.count).toBeLessThanOrEqual(400);
  });
});
