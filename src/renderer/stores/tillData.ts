import type { ShownBalance } from '../../domain/balance.ts';
import type { MemberView } from '../../domain/member.ts';
import type { Product } from '../../domain/product.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';

/** A member with the balance that follows from this terminal's own sales. */
export interface MemberAtTill {
  readonly view: MemberView;
  readonly balance: ShownBalance;
  /** This member's sales here that the ledger has not yet applied. */
  readonly unconfirmedSales: number;
}

/** What looking up a card gives. `filling` says that the replica is not yet whole, so that unknown would be a guess. */
export type MemberLookup =
  | { readonly kind: 'found'; readonly member: MemberAtTill }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'filling' };

/** What a sale needs of the replica. */
export interface TillData {
  memberByToken(cardToken: string): Promise<MemberLookup>;
  productByGtin(gtin14: string): Promise<Product | null>;
  /** Parses what the journal sealed; null where it is no sealed transaction. */
  parseSealed(record: unknown): SealedTransaction | null;
  /** Puts a sealed transaction into the replica, from where it is pushed. Inserting one twice changes nothing. */
  insertSealed(transaction: SealedTransaction): Promise<void>;
  /** Hears that balances may have changed, until the returned function is called. */
  onBalancesChanged(listener: () => void): () => void;
}
