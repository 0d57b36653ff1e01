import { assert } from '../../../domain/assert.ts';
import type { Programme } from '../../../domain/programme.ts';
import { isSale } from '../../../domain/transaction.ts';
import type { SealedTransaction, TransactionDraft } from '../../../domain/transaction.ts';
import type { IpcErrorCode } from '../../../ipc/result.ts';
import { grantedRedemption } from '../../stores/saleState.ts';
import { isOpen, type SaleStore } from '../../stores/saleStore.ts';
import type { MemberAtTill, TillData } from '../../stores/tillData.ts';
import { saleDraft } from './saleDraft.ts';
import { sealSale, settleUncertain, type SealPorts } from './sealSale.ts';

/** What approving works with. `sleep` resolves after so many milliseconds. */
export interface ApprovalPorts extends SealPorts {
  readonly sale: SaleStore;
  readonly data: TillData;
  readonly programme: () => Programme | null;
  readonly operatorId: () => string | null;
  readonly sleep: (durationMs: number) => Promise<void>;
}

/** How often the journal is asked while it is not known whether a sale was sealed. */
export const SETTLE_INTERVAL_MS = 1000;

/**
 * How often in a row the journal must answer that the sale is absent: an append that was under way when the
 * connection broke may end after the first answer.
 */
const ABSENT_ANSWERS = 3;

/** Approves the sale as it stands. A second call while one is under way does nothing, so nothing is sold twice. */
export async function approveSale(ports: ApprovalPorts): Promise<void> {
  const state = ports.sale.getState();
  const programme = ports.programme();
  const operatorId = ports.operatorId();
  const busy = !isOpen(state) || state.redemption.kind === 'asking';
  if (busy || state.lines.length === 0 || programme === null || operatorId === null) {
    return;
  }
  ports.sale.setState({ stage: { kind: 'approving' }, question: null, removed: null });
  const { lines, customer } = state;
  const redemption = grantedRedemption(state);
  const draft = saleDraft({ programme, operatorId, lines, customer, redemption });
  const outcome = await sealSale(ports, draft);
  switch (outcome.kind) {
    case 'sealed':
      return approved(ports, outcome.transaction);
    case 'notSealed':
      refused(ports, outcome.code, outcome.message);
      return;
    case 'uncertain':
      ports.sale.setState({ stage: { kind: 'uncertain' } });
      return settle(ports, draft, outcome.afterSequence);
  }
}

/** Asks the journal until it says what became of the sale; the cashier waits, for only the journal knows. */
async function settle(
  ports: ApprovalPorts,
  draft: TransactionDraft,
  afterSequence: number,
): Promise<void> {
  let absentAnswers = 0;
  while (absentAnswers < ABSENT_ANSWERS) {
    await ports.sleep(SETTLE_INTERVAL_MS);
    const found = await settleUncertain(ports, draft, afterSequence);
    if (found === 'absent') {
      absentAnswers += 1;
    } else if (found === 'noAnswer') {
      absentAnswers = 0;
    } else {
      return approved(ports, found);
    }
  }
  const message =
    'The host stopped before the sale was recorded. It was not sold: approve it again.';
  refused(ports, 'internal', message);
}

async function approved(ports: ApprovalPorts, transaction: SealedTransaction): Promise<void> {
  const { customer } = ports.sale.getState();
  assert(isSale(transaction), 'the journal seals what it was asked to seal');
  const member = customer.kind === 'member' ? customer.member : null;
  const inReplica = await ports.data.insertSealed(transaction).then(
    () => true,
    () => false,
  );
  const now = await memberNow(ports.data, member);
  const receipt = { transaction, member: now, inReplica, shownAgain: false };
  ports.sale.setState({ stage: { kind: 'approved', receipt } });
}

async function memberNow(
  data: TillData,
  member: MemberAtTill | null,
): Promise<MemberAtTill | null> {
  if (member === null) {
    return null;
  }
  const found = await data.memberByToken(member.view.cardToken).catch(() => null);
  return found?.kind === 'found' ? found.member : member;
}

function refused(ports: ApprovalPorts, code: IpcErrorCode, message: string): void {
  ports.sale.setState({ stage: { kind: 'failed', code, message } });
  if (grantedRedemption(ports.sale.getState()) !== null) {
    const refusal = 'The points were given back because the sale was not approved. Redeem again.';
    ports.sale.getState().releaseRedemption(refusal);
  }
}
