import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { announce } from '../stream/changes.ts';
import { lockTokens } from './lockTokens.ts';

/** A member's card as a person names it: by its last digits, for who lost a card does not have its number. */
export interface CardOfMember {
  readonly memberId: string;
  /** What its label ends with, e.g. "4711". */
  readonly ending: string;
}

/**
 * Takes a lost or stolen card from its member: with their next pull it is unknown to all terminals, and nobody redeems by
 * it any more. Gives its label. Fails with a sentence where not just one card of the member ends so.
 */
export async function removeCard(
  context: LedgerContext,
  { memberId, ending }: CardOfMember,
): Promise<Result<{ readonly cardLabel: string }, string>> {
  return context.sql.transaction('write', async (session) => {
    const cards = await session.rows(
      z.object({ card_token: z.string(), card_label: z.string() }),
      `SELECT card_token, card_label FROM member_card
        WHERE member_id = $1 AND NOT removed AND right(card_label, length($2)) = $2`,
      [memberId, ending],
    );
    const [card] = cards;
    if (card === undefined || cards.length > 1) {
      const count = card === undefined ? 'no card' : `${cards.length} cards`;
      return fail(`Member ${memberId} has ${count} whose label ends with ${ending}.`);
    }
    await lockTokens(session, [card.card_token], 'exclusive');
    await session.run('UPDATE member SET change_xid = pg_current_xact_id() WHERE member_id = $1', [
      memberId,
    ]);
    await session.run('UPDATE card SET removed = true WHERE card_token = $1 AND member_id = $2', [
      card.card_token,
      memberId,
    ]);
    await announce(session, 'accounts');
    return ok({ cardLabel: card.card_label });
  });
}
