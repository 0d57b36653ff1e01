import { ok } from '../../domain/result.ts';
import { lockChain } from '../chain/chain.ts';
import { announce } from '../stream/changes.ts';
import type { AdminCommand } from './adminCommand.ts';
import { describeReadRules, parseReadRules, setReadRules } from './readRules.ts';

/** Says what reads mean at every till of the chain; who has no option is told what is set. */
export const formatsCommand: AdminCommand = {
  name: 'formats',
  usage: 'formats [--cards TEXT;TEXT] [--scale-labels TEXT;TEXT]',
  summary:
    'says which reads are cards and how scales print labels, at every till from now on; shows what is set. An empty text of --scale-labels takes all of them away',
  words: 0,
  options: { cards: 'optional', 'scale-labels': 'optional' },
  async run({ context, options }) {
    const asked = parseReadRules(options['cards'], options['scale-labels']);
    if (!asked.ok) {
      return asked;
    }
    return context.sql.transaction('write', async (session) => {
      const set = await setReadRules(session, await lockChain(session), asked.value);
      if (!set.ok) {
        return set;
      }
      await announce(session, 'reference');
      return ok(describeReadRules(set.value));
    });
  },
};
