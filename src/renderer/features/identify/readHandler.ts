import type { Currency } from '../../../domain/money.ts';
import type { ReadOutcome } from '../../../ipc/channels/devices.ts';
import type { NoticeStore } from '../../stores/noticeStore.ts';
import { grantedRedemption } from '../../stores/saleState.ts';
import type { SaleStore } from '../../stores/saleStore.ts';
import type { MemberAtTill, TillData } from '../../stores/tillData.ts';
import { isOpen } from '../../stores/saleStore.ts';
import type { Customer } from './customer.ts';
import { measuredProduct } from './measuredProduct.ts';

/** What handling a read works with. */
export interface ReadPorts {
  readonly sale: SaleStore;
  readonly notices: NoticeStore;
  readonly data: Pick<TillData, 'memberByToken' | 'productByGtin'>;
  readonly signedOn: () => boolean;
  /** Takes a read for another screen than the sale's; false where the read is the sale's. */
  readonly intercept: (outcome: ReadOutcome) => boolean;
  /** The programme's; null before the first pull. */
  readonly currency: () => Currency | null;
}

/** The most reads that wait for the one before; more are told to be scanned again. */
const MAXIMUM_WAITING_READS = 32;

/** Takes reads of any reader, the keyboard included, one after another, in the order in which they came. */
export interface ReadHandler {
  handle(outcome: ReadOutcome): Promise<void>;
}

/** A handler without reads under way. */
export function createReadHandler(ports: ReadPorts): ReadHandler {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    handle(outcome) {
      if (waiting >= MAXIMUM_WAITING_READS) {
        ports.notices
          .getState()
          .tell('warning', 'Too many scans at once. Scan the last one again.');
        return last;
      }
      waiting += 1;
      last = last.then(async () => {
        try {
          await take(ports, outcome);
        } catch {
          ports.notices.getState().tell('warning', 'The look-up failed. Scan again.');
        } finally {
          waiting -= 1;
        }
      });
      return last;
    },
  };
}

async function take(ports: ReadPorts, outcome: ReadOutcome): Promise<void> {
  const notices = ports.notices.getState();
  if (outcome.kind === 'refused') {
    notices.tell(
      'refused',
      outcome.reason === 'paymentCard'
        ? 'That is a payment card. It was not read or kept: use the payment terminal.'
        : 'That is an identity document. It was not read or kept.',
    );
    return;
  }
  if (outcome.kind === 'unreadable') {
    notices.tell('warning', outcome.message);
    return;
  }
  if (!ports.signedOn()) {
    notices.tell('info', 'Sign on first, then scan.');
    return;
  }
  if (ports.intercept(outcome)) {
    return;
  }
  if (outcome.kind === 'receipt') {
    const why = 'That is a receipt. Finish this sale first, then scan it to take goods back.';
    notices.tell('info', why);
    return;
  }
  const { stage } = ports.sale.getState();
  if (stage.kind === 'approved') {
    ports.sale.getState().newSale();
  }
  if (!isOpen(ports.sale.getState())) {
    notices.tell('warning', 'The sale is being approved. Scan again when it is done.');
    return;
  }
  await (outcome.kind === 'card'
    ? takeCard(ports, outcome.cardToken, outcome.cardLabel)
    : takeProduct(ports, outcome));
}

async function takeProduct(
  ports: ReadPorts,
  { gtin, measure }: Extract<ReadOutcome, { kind: 'product' }>,
): Promise<void> {
  const product = await ports.data.productByGtin(gtin);
  if (product === null) {
    ports.sale.getState().ask({ kind: 'unknownProduct', gtin });
    ports.notices.getState().tell('warning', 'This product is not in the catalogue.');
    return;
  }
  if (measure?.amount === 0) {
    ports.notices
      .getState()
      .tell('warning', `The label of ${product.name} carries no ${measure.kind}. Key the amount.`);
    return;
  }
  const currency = ports.currency();
  if (measure !== undefined && currency === null) {
    ports.notices.getState().tell('warning', 'The programme is still loading. Scan again.');
    return;
  }
  const sold =
    measure === undefined || currency === null
      ? product
      : measuredProduct(product, measure, currency);
  ports.sale.getState().addProduct(sold);
  ports.notices.getState().tell('good', `${sold.name} added.`);
}

async function takeCard(ports: ReadPorts, cardToken: string, cardLabel: string): Promise<void> {
  const notices = ports.notices.getState();
  const lookup = await ports.data.memberByToken(cardToken);
  switch (lookup.kind) {
    case 'found':
      takeMember(ports, lookup.member);
      return;
    case 'unknown':
      ports.sale.getState().ask({ kind: 'unknownCard', cardToken, cardLabel });
      notices.tell('warning', `The card ${cardLabel} is not known.`);
      return;
    case 'filling':
      ports.sale.getState().ask({ kind: 'unknownCard', cardToken, cardLabel });
      notices.tell('warning', `The card ${cardLabel} is not here yet: members are still loading.`);
      return;
  }
}

function takeMember(ports: ReadPorts, member: MemberAtTill): void {
  const sale = ports.sale.getState();
  const notices = ports.notices.getState();
  const { displayName, cardToken, status } = member.view;
  if (sale.customer.kind === 'member' && sale.customer.member.view.cardToken === cardToken) {
    ports.sale.setState({ customer: { kind: 'member', member } });
    notices.tell('info', `${displayName} is already on this sale.`);
    return;
  }
  if (status === 'closed') {
    notices.tell(
      'refused',
      `The membership of ${displayName} has been closed. The sale goes on without this card.`,
    );
    return;
  }
  const to: Customer = { kind: 'member', member };
  const redeems = grantedRedemption(sale) !== null || sale.redemption.kind === 'asking';
  // The next customer's card, scanned too early, must not earn on what another member bought.
  const sells = sale.customer.kind === 'member' && sale.lines.length > 0;
  if (redeems || sells) {
    sale.ask({ kind: 'swapMember', to, name: displayName });
    return;
  }
  sale.setCustomer(to);
  if (status === 'blocked') {
    notices.tell(
      'refused',
      `${displayName}: this membership is blocked. No points can be redeemed.`,
    );
  } else {
    notices.tell('good', `${displayName} identified.`);
  }
}
