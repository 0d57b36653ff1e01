import type { BasketLine } from '../../../domain/basket.ts';
import type { Programme } from '../../../domain/programme.ts';
import { quoteSale, type Quote } from '../../../domain/quote.ts';
import type {
  SaleDraft,
  TransactionMember,
  TransactionRedemption,
} from '../../../domain/transaction.ts';
import type { Customer } from '../identify/customer.ts';
import { renumbered } from '../basket/basketOperations.ts';

/** What makes a sale. */
export interface SaleInputs {
  readonly programme: Programme;
  readonly operatorId: string;
  readonly lines: readonly BasketLine[];
  readonly customer: Customer;
  readonly redemption: TransactionRedemption | null;
}

/** Quotes the sale as it stands. A sale without any card earns nothing, whatever the quote says. */
export function quoteOfSale(
  inputs: Pick<SaleInputs, 'programme' | 'lines' | 'customer' | 'redemption'>,
): Quote {
  const { programme, lines, customer, redemption } = inputs;
  return quoteSale({
    programme,
    tierId: tierIdOf(customer),
    lines,
    redemptionPoints: redemption?.points ?? 0,
  });
}

/** Builds what the host is asked to seal: the quote with all of its inputs. */
export function saleDraft(inputs: SaleInputs): SaleDraft {
  const { programme, operatorId, customer, redemption } = inputs;
  const lines = renumbered(inputs.lines);
  const quote = quoteOfSale({ programme, lines, customer, redemption });
  return {
    kind: 'sale',
    operatorId,
    member: transactionMemberOf(customer),
    programmeId: programme.programmeId,
    programmeVersion: programme.version,
    tierId: tierIdOf(customer),
    currency: programme.currency.code,
    lines,
    totalMinor: quote.totalMinor,
    accrualPoints: customer.kind === 'none' ? 0 : quote.accrualPoints,
    redemption,
  };
}

function tierIdOf(customer: Customer): string | null {
  return customer.kind === 'member' ? customer.member.view.tierId : null;
}

function transactionMemberOf(customer: Customer): TransactionMember | null {
  switch (customer.kind) {
    case 'none':
      return null;
    case 'unknownCard':
      return { kind: 'unknownCard', cardToken: customer.cardToken };
    case 'member': {
      const { memberId, cardToken } = customer.member.view;
      return { kind: 'member', memberId, cardToken };
    }
  }
}
