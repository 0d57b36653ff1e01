import { isSale, type SealedTransaction } from '../../../domain/transaction.ts';
import type { Receipt } from '../../stores/saleState.ts';
import type { TillData } from '../../stores/tillData.ts';

/** How many transactions are looked through for the last sale: returns may have come after it. */
const LOOKED_THROUGH = 20;

/** What the last receipt is made of. */
export interface LastReceiptPorts {
  /** The newest transactions of this terminal, newest first. */
  readonly latest: (limit: number) => Promise<readonly SealedTransaction[]>;
  readonly data: Pick<TillData, 'memberByToken'>;
}

/** The receipt of this terminal's newest sale with the member as of now, also after a restart; null before the first. */
export async function lastReceipt({ latest, data }: LastReceiptPorts): Promise<Receipt | null> {
  const transaction = (await latest(LOOKED_THROUGH)).find(isSale);
  if (transaction === undefined) {
    return null;
  }
  const { member } = transaction.body;
  const found = member?.kind === 'member' ? await data.memberByToken(member.cardToken) : null;
  return {
    transaction,
    member: found?.kind === 'found' ? found.member : null,
    inReplica: true,
    shownAgain: true,
  };
}
