import type { TransactionBody } from '../../domain/transaction.ts';
import type { ExceptionReason, PostingException } from './postingException.ts';

/** Notes a finding about the transaction being planned. */
export type Flag = (reason: ExceptionReason, detail: string) => void;

/** Collects findings about `body` in `exceptions`. */
export function flagging(
  body: TransactionBody,
  memberId: string | null,
  exceptions: PostingException[],
): Flag {
  const { terminalId, sequence, transactionId } = body;
  return (reason, detail) => {
    const about = { terminalId, sequence, transactionId, memberId, cardToken: null };
    exceptions.push({ ...about, reason, subject: '', detail });
  };
}
