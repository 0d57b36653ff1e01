import { assert } from '../../../domain/assert.ts';
import type { Programme } from '../../../domain/programme.ts';
import { isSale } from '../../../domain/transaction.ts';
import type { SealedTransaction } from '../../../domain/transaction.ts';
import type { IpcErrorCode } from '../../../ipc/result.ts';
import { grantedRedemption } from '../../stores/saleState.ts';
import { isOpen, type SaleStore } from '../../stores/saleStore.ts';
import type { MemberAtTill, TillData } from '../../stores/tillData.ts';
import { saleDraft } from './saleDraft.ts';
import { sealUntilKnown, type SealPorts } from './sealSale.ts';

/** What approving works with. `sleep` resolves after so many milliseconds. */
export interface ApprovalPorts extends SealPorts {
  readonly sale: SaleStore;
  readonly data: TillData;
  readonly programme: () => Programme | null;
  readonly operatorId: () => string | null;
  readonly sleep: (durationMs: number) => Promise<void>;
}

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
  const outcome = await sealUntilKnown(ports, draft, () =>
    ports.sale.setState({ stage: { kind: 'uncertain' } }),
  );
  if (outcome.kind === 'sealed') {
    return approved(ports, outcome.transaction);
  }
  refused(ports, outcome.code, outcome.message);
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
