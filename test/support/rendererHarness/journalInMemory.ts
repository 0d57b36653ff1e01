import {
  GENESIS_HEAD,
  nextBody,
  transactionHash,
  type ChainHead,
} from '../../../src/domain/seal.ts';
import type { SealedTransaction, TransactionDraft } from '../../../src/domain/transaction.ts';
import { sha256Hex } from '../ports.ts';
import { UNMEASURED_CLOCK } from '../transactionDrafts.ts';

/** A journal without a disk: seals drafts as the host would, with a signature that nobody checks. */
export function journalInMemory() {
  const sealed: SealedTransaction[] = [];
  let head: ChainHead = GENESIS_HEAD;
  return {
    sealed,
    head: () => head,
    seal(draft: TransactionDraft): SealedTransaction {
      const sequence = head.sequence + 1;
      const body = nextBody(draft, {
        terminalId: 'T1',
        storeId: 'S1',
        head,
        uuid: `00000000-0000-7000-8000-${String(sequence).padStart(12, '0')}`,
        occurredAt: '2026-11-22T14:03:00.000Z',
        businessDate: '2026-11-22',
        clock: UNMEASURED_CLOCK,
      });
      const hash = transactionHash(body, sha256Hex);
      head = { sequence, hash };
      const transaction = { body, hash, signature: 'AA==' };
      sealed.push(transaction);
      return transaction;
    },
  };
}
