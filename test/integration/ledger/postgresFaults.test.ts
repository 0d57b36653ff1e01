import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPostgres } from '../../../src/ledger/storage/postgres.ts';
import { DatabaseUnavailable, type Sql, type SqlSession } from '../../../src/ledger/storage/sql.ts';
import { startCommitCutter } from '../../support/commitCutter.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let sql: Sql;
let databaseUrl = '';

beforeAll(async () => {
  server = await startPostgres();
  databaseUrl = await server.createDatabase();
  sql = openPostgres(databaseUrl);
  await sql.transaction('write', (session) =>
    session.run('CREATE TABLE fact (value integer PRIMARY KEY)'),
  );
});

afterAll(async () => {
  await sql.close();
  await server.stop();
});

const pidRow = z.object({ pid: z.int() });
const valueRow = z.object({ value: z.int() });

async function ownPid(session: SqlSession): Promise<number> {
  const [row] = await session.rows(pidRow, 'SELECT pg_backend_pid() AS pid');
  return row?.pid ?? 0;
}

function values(from: Sql): Promise<number[]> {
  return from.transaction('snapshot', async (session) =>
    (await session.rows(valueRow, 'SELECT value FROM fact ORDER BY value')).map(
      ({ value }) => value,
    ),
  );
}

describe('a PostgreSQL server that fails', () => {
  it('rolls back a transaction whose connection is cut in the middle, says so, and works on', async () => {
    const cut = sql.transaction('write', async (session) => {
      await session.run('INSERT INTO fact VALUES (1)');
      const pid = await ownPid(session);
      await sql.transaction('write', (other) =>
        other.run('SELECT pg_terminate_backend($1)', [pid]),
      );
      await session.run('INSERT INTO fact VALUES (2)');
    });
    await expect(cut).rejects.toThrow(DatabaseUnavailable);
    expect(await values(sql)).toEqual([]);
  });

  it('runs nothing twice whose COMMIT was done and not answered: it is for the asker to ask again', async () => {
    const cutter = await startCommitCutter(databaseUrl);
    const across = openPostgres(cutter.databaseUrl);
    let attempts = 0;
    cutter.cutNextCommit();
    const lost = across.transaction('write', async (session) => {
      attempts += 1;
      await session.run('INSERT INTO fact VALUES (10)');
    });
    await expect(lost).rejects.toThrow(DatabaseUnavailable);
    expect(attempts).toBe(1);
    expect(await values(sql)).toEqual([10]);
    expect(await values(across)).toEqual([10]);
    await across.close();
    await cutter.close();
    await sql.transaction('write', (session) => session.run('DELETE FROM fact'));
  });

  it('never reports a transaction as committed that the server rolled back', async () => {
    const overlooked = sql.transaction('write', async (session) => {
      await session.run('INSERT INTO fact VALUES (3)');
      await session.run('INSERT INTO nowhere VALUES (1)').catch(() => undefined);
    });
    await expect(overlooked).rejects.toThrow('rolled back');
    expect(await values(sql)).toEqual([]);
  });

  it('tells whoever gets no connection in time that the database is away', async () => {
    const gate = Promise.withResolvers<undefined>();
    const busy = Array.from({ length: 10 }, () =>
      sql.transaction('write', async (session) => {
        await session.run('SELECT 1');
        await gate.promise;
      }),
    );
    await expect(sql.transaction('snapshot', ownPid)).rejects.toThrow(DatabaseUnavailable);
    gate.resolve(undefined);
    await Promise.all(busy);
    expect(await sql.transaction('snapshot', ownPid)).toBeGreaterThan(0);
  });

  it('runs a transaction again that lost against another', async () => {
    await sql.transaction('write', (session) =>
      session.run('CREATE TABLE pair (id integer PRIMARY KEY, value integer NOT NULL)'),
    );
    await sql.transaction('write', (session) =>
      session.run('INSERT INTO pair VALUES (1, 0), (2, 0)'),
    );
    let attempts = 0;
    const bothHold = Promise.withResolvers<undefined>();
    let holding = 0;
    // Each locks one row and then the other's: a deadlock unless one of them is run again.
    const add = (first: number, second: number) =>
      sql.transaction('write', async (session) => {
        attempts += 1;
        await session.run('UPDATE pair SET value = value + 1 WHERE id = $1', [first]);
        holding += 1;
        if (holding === 2) {
          bothHold.resolve(undefined);
        }
        await bothHold.promise;
        await session.run('UPDATE pair SET value = value + 1 WHERE id = $1', [second]);
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(attempts).toBeGreaterThan(2);
    const rows = await sql.transaction('snapshot', (session) =>
      session.rows(valueRow, 'SELECT value FROM pair ORDER BY id'),
    );
    expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
  });

  it('hears again after its listening connection was cut, and says that it may have missed something', async () => {
    const heard: string[] = [];
    const waiting = new Map<string, () => void>();
    const hears = (payload: string) =>
      new Promise<void>((resolve) => void waiting.set(payload, resolve));
    const stop = await sql.listen('changed', (payload) => {
      heard.push(payload);
      waiting.get(payload)?.();
    });
    const notify = (payload: string) =>
      sql.transaction('write', (session) =>
        session.run('SELECT pg_notify($1, $2)', ['changed', payload]),
      );
    const before = hears('before');
    await notify('before');
    await before;
    const gap = hears('');
    await sql.transaction('write', (session) =>
      session.run(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
      ),
    );
    await gap;
    const after = hears('after');
    await notify('after');
    await after;
    expect(heard).toEqual(['before', '', 'after']);
    await stop();
  });
});
