import type { SaleStore } from './saleStore.ts';
import type { MemberAtTill, TillData } from './tillData.ts';

/** Looks the member on screen up again whenever balances may have changed, until the returned function is called. */
export function followMember(
  sale: SaleStore,
  data: Pick<TillData, 'memberByToken' | 'onBalancesChanged'>,
): () => void {
  let looking: Promise<void> | null = null;
  let waiting = false;

  async function look(): Promise<void> {
    const member = shownMember(sale);
    if (member === null) {
      return;
    }
    const found = await data.memberByToken(member.view.cardToken);
    if (found.kind === 'found') {
      showMember(sale, found.member);
    }
  }

  /** Looks now, or once more after the look that is under way, which may have missed the change. */
  function changed(): void {
    if (looking !== null) {
      waiting = true;
      return;
    }
    looking = look()
      .catch(() => undefined)
      .finally(() => {
        looking = null;
        if (waiting) {
          waiting = false;
          changed();
        }
      });
  }

  return data.onBalancesChanged(changed);
}

function shownMember(sale: SaleStore): MemberAtTill | null {
  const { customer, stage } = sale.getState();
  if (stage.kind === 'approved') {
    return stage.receipt.member;
  }
  return customer.kind === 'member' ? customer.member : null;
}

/** Puts `member` on screen, unless another one is there by now. */
function showMember(sale: SaleStore, member: MemberAtTill): void {
  if (shownMember(sale)?.view.cardToken !== member.view.cardToken) {
    return;
  }
  const { stage } = sale.getState();
  if (stage.kind === 'approved') {
    sale.setState({ stage: { ...stage, receipt: { ...stage.receipt, member } } });
  } else if (stage.kind === 'open' || stage.kind === 'failed') {
    sale.setState({ customer: { kind: 'member', member } });
  }
}
