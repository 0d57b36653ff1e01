import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { postAwaiting } from '../quarantine/awaitedCard.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { lockTokens } from './lockTokens.ts';
import { recordExceptions } from './postingException.ts';
import { postTransactions } from './postTransactions.ts';
import { readProgrammes } from './readProgrammes.ts';
import { settleParked } from './returnRows.ts';

/** The most parked sales that one linking posts; a card has been noted at a till far fewer times. */
const MAXIMUM_PARKED = 1000;

/** A card to be linked. */
export interface CardLink {
  readonly cardToken: string;
  /** The card's last digits behind dots. */
  readonly cardLabel: string;
  readonly memberId: string;
}

/** Links a card to a member and posts the sales that waited for it, parked or in quarantine. Gives how many were posted. */
export async function linkCard(
  context: LedgerContext,
  link: CardLink,
): Promise<Result<{ readonly postedSales: number }, LedgerError>> {
  const { cardToken, cardLabel, memberId } = link;
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    await lockTokens(session, [cardToken], 'exclusive');
    const touched = await session.rows(
      z.object({ member_id: z.string(), status: z.string() }),
      `UPDATE member SET change_xid = pg_current_xact_id()
        WHERE member_id IN ($1, (SELECT member_id FROM card WHERE card_token = $2))
       RETURNING member_id, status`,
      [memberId, cardToken],
    );
    const member = touched.find((row) => row.member_id === memberId);
    if (member === undefined) {
      return fail({
        code: 'memberUnknown',
        message: `The ledger does not know member ${memberId}.`,
      });
    }
    if (member.status === 'closed') {
      const message = `The account of member ${memberId} is closed. Open it again first.`;
      return fail({ code: 'memberBlocked', message });
    }
    await session.run(
      `INSERT INTO card (card_token, member_id, card_label) VALUES ($1, $2, $3)
       ON CONFLICT (card_token) DO UPDATE
         SET member_id = excluded.member_id, card_label = excluded.card_label, removed = false`,
      [cardToken, memberId, cardLabel],
    );
    const postedSales =
      (await postParked(session, cardToken, now)) + (await postAwaiting(session, cardToken, now));
    await announce(session, 'accounts');
    if (postedSales > 0) {
      await announce(session, 'exceptions');
    }
    return ok({ postedSales });
  });
}

async function postParked(session: SqlSession, cardToken: string, now: Date): Promise<number> {
  const parked = await readParked(session, cardToken);
  if (parked.length === 0) {
    return 0;
  }
  const programmes = await readProgrammes(
    session,
    parked.map(({ body }) => body),
  );
  const posted = await postTransactions(session, parked, programmes, now, (plan) =>
    settleParked(session, parked, plan, now),
  );
  await recordExceptions(session, posted.exceptions, now);
  return parked.filter(({ body }) => !posted.parked.has(body.transactionId)).length;
}

function readParked(session: SqlSession, cardToken: string): Promise<SealedTransaction[]> {
  return session.rows(
    sealedTransactionSchema,
    `SELECT t.body, t.hash, t.signature
       FROM terminal_transaction t
       JOIN posting_exception e USING (terminal_id, sequence)
      WHERE e.card_token = $1 AND e.status = 'open' AND e.reason IN ('unknownCard', 'unknownMember')
        AND t.outcome = 'parked'
      ORDER BY t.terminal_id, t.sequence
      LIMIT ${MAXIMUM_PARKED} FOR UPDATE OF t`,
    [cardToken],
  );
}
