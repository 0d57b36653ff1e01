import type { SealedTransaction } from '../domain/transaction.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { sealedTransactionSchema } from '../protocol/transaction.ts';

/** Reads a sealed transaction that came from the host; fails with where it is malformed, never with its content. */
export function parseSealedTransaction(value: unknown): Result<SealedTransaction, string> {
  const parsed = sealedTransactionSchema.safeParse(value);
  if (parsed.success) {
    return ok(parsed.data);
  }
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  return fail(`the sealed transaction is malformed at "${path}"`);
}
