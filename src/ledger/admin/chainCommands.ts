import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { fail, ok } from '../../domain/result.ts';
import { GENESIS_HASH } from '../../domain/seal.ts';
import { storeSchema } from '../../protocol/enrol.ts';
import { idSchema, labelSchema } from '../../protocol/primitives.ts';
import { settingSchema } from '../../protocol/pullReference.ts';
import { lockChain, writeChain } from '../chain/chain.ts';
import { issueEnrolmentCode } from '../enrolment/enrolmentCode.ts';
import { revokeTerminal } from '../enrolment/enrol.ts';
import { declareLost } from '../leases/declareLost.ts';
import { reservedPoints } from '../leases/reservedPoints.ts';
import { moveTerminal } from '../leases/moveTerminal.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import type { AdminCommand } from './adminCommand.ts';
import { parseReadRules, setReadRules } from './readRules.ts';

/** Letters and digits that nobody takes for one another. */
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const DEFAULT_CODE_HOURS = 24;

const chainCommand: AdminCommand = {
  name: 'chain',
  usage: 'chain --name NAME [--card-patterns TEXT;TEXT]',
  summary: 'names the chain, and says which numbers are its cards (as the command formats does)',
  words: 0,
  options: { name: 'needed', 'card-patterns': 'optional' },
  async run({ context, options }) {
    const name = labelSchema.min(1).safeParse(options['name']);
    if (!name.success) {
      return fail('The name of the chain will not do.');
    }
    const asked = parseReadRules(options['card-patterns'], undefined);
    if (!asked.ok) {
      return asked;
    }
    return context.sql.transaction('write', async (session) => {
      const chain = { ...(await lockChain(session)), chainName: name.data };
      const set = await setReadRules(session, chain, asked.value);
      if (!set.ok) {
        return set;
      }
      await writeChain(session, { ...chain, ...set.value });
      await session.run(
        `UPDATE setting SET document = jsonb_set(document, '{chainName}', to_jsonb($1::text)),
                change_xid = pg_current_xact_id()`,
        [name.data],
      );
      await announce(session, 'reference');
      return ok({ chainName: name.data, cardPatterns: set.value.cardPatterns });
    });
  },
};

const storeCommand: AdminCommand = {
  name: 'store',
  usage: 'store STORE_ID --name NAME --time-zone ZONE [--day-end-minutes N]',
  summary: 'makes a store, or changes it',
  words: 1,
  options: { name: 'needed', 'time-zone': 'needed', 'day-end-minutes': 'optional' },
  async run({ context, words, options }) {
    const store = storeSchema.safeParse({
      storeId: words[0],
      name: options['name'],
      businessDay: {
        timeZone: options['time-zone'],
        dayEndMinutes: Number(options['day-end-minutes'] ?? 0),
      },
    });
    if (!store.success || !isTimeZone(store.data.businessDay.timeZone)) {
      return fail(
        'The store will not do: check its id, the time zone (e.g. Europe/Berlin) and the minutes (0 to 720).',
      );
    }
    const { storeId, name, businessDay } = store.data;
    await context.sql.transaction('write', (session) =>
      session.run(
        `INSERT INTO store (store_id, name, time_zone, day_end_minutes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (store_id) DO UPDATE
           SET name = excluded.name, time_zone = excluded.time_zone, day_end_minutes = excluded.day_end_minutes`,
        [storeId, name, businessDay.timeZone, businessDay.dayEndMinutes],
      ),
    );
    return ok(store.data);
  },
};

const terminalCommand: AdminCommand = {
  name: 'terminal',
  usage: 'terminal TERMINAL_ID --store STORE_ID --name NAME --open-category CATEGORY_ID',
  summary:
    'makes a terminal (a lane) of a store, or moves one to another store: it gets that store’s leases and exceptions',
  words: 1,
  options: { store: 'needed', name: 'needed', 'open-category': 'needed' },
  async run({ context, words, options }) {
    const terminalId = idSchema.safeParse(words[0]);
    if (!terminalId.success) {
      return fail('The id of the terminal will not do: letters, digits, ".", "_" and "-".');
    }
    return context.sql.transaction('write', async (session) => {
      const [store] = await session.rows(
        z.object({ name: z.string() }),
        'SELECT name FROM store WHERE store_id = $1',
        [options['store'] ?? ''],
      );
      const { chainName, cardPatterns, measureRules } = await lockChain(session);
      const setting = settingSchema.safeParse({
        settingId: 'terminal',
        storeName: store?.name,
        terminalName: options['name'],
        chainName,
        cardPatterns,
        measureRules: measureRules ?? [],
        terminalCount: 1,
        openCategoryId: options['open-category'],
      });
      if (!setting.success) {
        return fail('The terminal will not do: check the store, which must exist, and the names.');
      }
      const moved = await moveTerminal(context, session, terminalId.data, options['store'] ?? '');
      await session.run(
        `INSERT INTO terminal (terminal_id, store_id, name, status, last_hash) VALUES ($1, $2, $3, 'awaiting', $4)
         ON CONFLICT (terminal_id) DO UPDATE SET name = excluded.name`,
        [terminalId.data, options['store'] ?? '', setting.data.terminalName, GENESIS_HASH],
      );
      await session.run(
        `INSERT INTO setting (terminal_id, document) VALUES ($1, $2::text::jsonb)
         ON CONFLICT (terminal_id) DO UPDATE
           SET document = setting.document || excluded.document, change_xid = pg_current_xact_id()`,
        [terminalId.data, JSON.stringify(setting.data)],
      );
      // The bound on offline overspend that a manager sees counts all terminals.
      await session.run(
        `UPDATE setting SET document = jsonb_set(document, '{terminalCount}', to_jsonb((SELECT count(*) FROM terminal))),
                change_xid = pg_current_xact_id()`,
      );
      await announce(session, 'reference');
      return ok({ terminalId: terminalId.data, storeId: options['store'], ...moved });
    });
  },
};

const codeCommand: AdminCommand = {
  name: 'enrolment-code',
  usage: `enrolment-code TERMINAL_ID [--hours N]`,
  summary: `prints a code that enrols one machine once, for ${DEFAULT_CODE_HOURS} hours unless said otherwise`,
  words: 1,
  options: { hours: 'optional' },
  async run({ context, words, options }) {
    const hours = z.coerce
      .number()
      .min(1)
      .max(720)
      .safeParse(options['hours'] ?? DEFAULT_CODE_HOURS);
    const [terminalId = ''] = words;
    if (!hours.success) {
      return fail('A code is good for 1 to 720 hours.');
    }
    const groups = Array.from({ length: 3 }, () =>
      Array.from({ length: 4 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join(''),
    );
    const code = groups.join('-');
    const expiresAt = new Date(context.clock.nowMs() + hours.data * 3_600_000);
    return context.sql.transaction('write', async (session) => {
      if (!(await isTerminal(session, terminalId))) {
        return fail(`The ledger does not know terminal ${terminalId}.`);
      }
      await issueEnrolmentCode(session, code, terminalId, expiresAt);
      return ok({ terminalId, code, expiresAt: expiresAt.toISOString() });
    });
  },
};

const revokeCommand: AdminCommand = {
  name: 'revoke-terminal',
  usage: 'revoke-terminal TERMINAL_ID',
  summary: 'ends an enrolment; what the terminal still pushes waits in quarantine',
  words: 1,
  options: {},
  async run({ context, words: [terminalId = ''] }) {
    const known = await context.sql.transaction('snapshot', (session) =>
      isTerminal(session, terminalId),
    );
    if (!known) {
      return fail(`The ledger does not know terminal ${terminalId}.`);
    }
    await revokeTerminal(context, terminalId);
    return ok({ terminalId, status: 'revoked' });
  },
};

const lostCommand: AdminCommand = {
  name: 'terminal-lost',
  usage: 'terminal-lost TERMINAL_ID --note TEXT',
  summary:
    'revokes a terminal that is stolen or broken for good, ends its leases and holds, and puts it on the queue',
  words: 1,
  options: { note: 'needed' },
  async run({ context, words: [terminalId = ''], options }) {
    const known = await context.sql.transaction('snapshot', (session) =>
      isTerminal(session, terminalId),
    );
    if (!known) {
      return fail(`The ledger does not know terminal ${terminalId}.`);
    }
    await revokeTerminal(context, terminalId);
    const note = (options['note'] ?? '').slice(0, 200);
    const { leases, holds, points } = await declareLost(
      context,
      terminalId,
      `back office (${note})`,
    );
    return ok({ terminalId, status: 'lost', leases, holds, freedPoints: points });
  },
};

const reservedCommand: AdminCommand = {
  name: 'reserved',
  usage: 'reserved',
  summary: 'lists for which terminals points are held or leased, how many and since when',
  words: 0,
  options: {},
  async run({ context }) {
    return ok({ terminals: await context.sql.transaction('snapshot', reservedPoints) });
  },
};

/** The chain, its stores and terminals. */
export const chainCommands: readonly AdminCommand[] = [
  chainCommand,
  storeCommand,
  terminalCommand,
  codeCommand,
  revokeCommand,
  reservedCommand,
  lostCommand,
];

async function isTerminal(session: SqlSession, terminalId: string): Promise<boolean> {
  const rows = await session.rows(
    z.object({}),
    'SELECT 1 AS found FROM terminal WHERE terminal_id = $1',
    [terminalId],
  );
  return rows.length > 0;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
