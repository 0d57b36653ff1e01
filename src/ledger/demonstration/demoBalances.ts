import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { DemoBalancesResponse } from '../../protocol/demoAudit.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';

/** A member's balances now. */
export async function demoBalances(
  context: LedgerContext,
  memberId: string,
): Promise<Result<DemoBalancesResponse, LedgerError>> {
  const [row] = await context.sql.transaction('snapshot', (session) =>
    session.rows(
      z.object({ active_points: z.int(), held_points: z.int() }),
      'SELECT active_points - overdraft_points AS active_points, held_points FROM member WHERE member_id = $1',
      [memberId],
    ),
  );
  return row === undefined
    ? fail({ code: 'memberUnknown', message: `The ledger does not know member ${memberId}.` })
    : ok({ memberId, activePoints: row.active_points, heldPoints: row.held_points });
}
