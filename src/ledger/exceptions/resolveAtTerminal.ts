import { z } from 'zod';
import { fail, type Result } from '../../domain/result.ts';
import type { StoreException } from '../../domain/storeException.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { ResolveExceptionRequest } from '../../protocol/exceptionQueue.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { resolveException } from './resolveException.ts';
import { storeOf } from './storeOf.ts';

/** A manager of the terminal's store decides. The terminal answers for who signed on; the ledger for their role. */
export async function resolveAtTerminal(
  context: LedgerContext,
  terminalId: string,
  request: ResolveExceptionRequest,
): Promise<Result<StoreException, LedgerError>> {
  const { operatorId, ...decision } = request;
  const found = await context.sql.transaction('snapshot', async (session) => {
    const [operator] = await session.rows(
      z.object({ role: z.string() }),
      `SELECT document ->> 'role' AS role FROM operator WHERE operator_id = $1 AND NOT removed`,
      [operatorId],
    );
    return { storeId: await storeOf(session, terminalId), role: operator?.role ?? null };
  });
  if (found.role !== 'manager') {
    return fail({
      code: 'notManager',
      message: 'Only a manager may resolve exceptions. Sign on as one.',
    });
  }
  return resolveException(context, { name: operatorId, storeId: found.storeId }, decision);
}
