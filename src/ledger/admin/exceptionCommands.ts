import { fail, ok } from '../../domain/result.ts';
import { adminResolveSchema, exceptionQuerySchema } from '../../protocol/exceptionQueue.ts';
import { createAdminToken, revokeAdminTokens } from '../exceptions/adminToken.ts';
import { listExceptions } from '../exceptions/listExceptions.ts';
import { resolveException } from '../exceptions/resolveException.ts';
import type { AdminCommand } from './adminCommand.ts';

const listCommand: AdminCommand = {
  name: 'exceptions',
  usage:
    'exceptions [--status open|resolved] [--reason REASON] [--store STORE_ID] [--after EXCEPTION_ID]',
  summary: 'lists what a person should see, 200 at a time',
  words: 0,
  options: { status: 'optional', reason: 'optional', store: 'optional', after: 'optional' },
  async run({ context, options }) {
    const query = exceptionQuerySchema.safeParse({
      status: options['status'] ?? 'open',
      reason: options['reason'] ?? null,
      storeId: options['store'] ?? null,
      after: options['after'] ?? null,
      limit: 200,
    });
    return query.success
      ? ok(await listExceptions(context, query.data))
      : fail('One of the options will not do.');
  },
};

const resolveCommand: AdminCommand = {
  name: 'resolve',
  usage:
    'resolve EXCEPTION_ID --as acknowledged|adjusted|posted|dismissed [--points N] --note TEXT',
  summary: 'resolves an exception, with what follows from it',
  words: 1,
  options: { as: 'needed', points: 'optional', note: 'needed' },
  async run({ context, words, options }) {
    const decision = adminResolveSchema.safeParse({
      exceptionId: words[0],
      resolution: options['as'],
      points: options['points'] === undefined ? null : Number(options['points']),
      note: options['note'],
    });
    if (!decision.success) {
      return fail(
        'The decision will not do: check the id, the resolution, the points and the note.',
      );
    }
    const actor = { name: 'back office: command line', storeId: null };
    const resolved = await resolveException(context, actor, decision.data);
    return resolved.ok ? resolved : fail(resolved.error.message);
  },
};

const tokenCommand: AdminCommand = {
  name: 'token',
  usage: 'token NAME',
  summary:
    'prints a token for the back office’s requests; only its hash is kept, so it is shown once',
  words: 1,
  options: {},
  async run({ context, words: [name = ''] }) {
    return /^[\w .-]{1,60}$/.test(name)
      ? ok({ name, token: await createAdminToken(context, name) })
      : fail('A token has a name of letters, digits, blanks, dots and dashes.');
  },
};

const revokeTokenCommand: AdminCommand = {
  name: 'revoke-token',
  usage: 'revoke-token NAME',
  summary: 'ends all tokens of this name',
  words: 1,
  options: {},
  async run({ context, words: [name = ''] }) {
    return ok({ name, revoked: await revokeAdminTokens(context, name) });
  },
};

/** The exceptions queue and who may see it from the back office. */
export const exceptionCommands: readonly AdminCommand[] = [
  listCommand,
  resolveCommand,
  tokenCommand,
  revokeTokenCommand,
];
