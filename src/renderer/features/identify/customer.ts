import type { MemberAtTill } from '../../stores/tillData.ts';

/** Whom the sale is for. */
export type Customer =
  | { readonly kind: 'none' }
  | { readonly kind: 'member'; readonly member: MemberAtTill }
  /** A card that the replica does not know: it is noted and earns when the ledger knows it. It never redeems. */
  | { readonly kind: 'unknownCard'; readonly cardToken: string; readonly cardLabel: string };

/** A sale without a card. */
export const NO_CUSTOMER: Customer = { kind: 'none' };
