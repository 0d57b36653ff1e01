import type { BasketLine } from '../../domain/basket.ts';
import type {
  SaleBody,
  SealedTransaction,
  TransactionRedemption,
} from '../../domain/transaction.ts';
import type { IpcErrorCode } from '../../ipc/result.ts';
import { NO_CUSTOMER, type Customer } from '../features/identify/customer.ts';
import type { OverridableRedemption } from '../features/override/overridableRedemption.ts';
import type { MemberAtTill } from './tillData.ts';

/**
 * Points in this sale: none, being asked for, or granted. `refusal` says why the last wish was not granted, `overridable` is
 * what a manager may allow all the same.
 */
export type RedemptionState =
  | {
      readonly kind: 'none';
      readonly refusal: string | null;
      readonly overridable?: OverridableRedemption | null;
    }
  | {
      readonly kind: 'asking';
      readonly points: number;
      /** Points set apart at other tills are being called back for it. */
      readonly recalling: boolean;
    }
  | { readonly kind: 'granted'; readonly redemption: TransactionRedemption };

/** What the till asks the cashier before it goes on. */
export type Question =
  | { readonly kind: 'swapMember'; readonly to: Customer; readonly name: string }
  | { readonly kind: 'unknownCard'; readonly cardToken: string; readonly cardLabel: string }
  | { readonly kind: 'unknownProduct'; readonly gtin: string };

/** What an approved sale shows. `member` follows the replica, so that provisional points become confirmed on screen. */
export interface Receipt {
  readonly transaction: SealedTransaction<SaleBody>;
  readonly member: MemberAtTill | null;
  /** False where the replica could not take the sale; it will at the next start. */
  readonly inReplica: boolean;
  /** Whether it is an earlier sale's, which must not be taken for one that was approved just now. */
  readonly shownAgain: boolean;
}

/** Where the sale stands. Only `approved` is sold. */
export type Stage =
  | { readonly kind: 'open' }
  | { readonly kind: 'approving' }
  /** The answer was lost; the journal is being asked. */
  | { readonly kind: 'uncertain' }
  | { readonly kind: 'failed'; readonly code: IpcErrorCode; readonly message: string }
  | { readonly kind: 'approved'; readonly receipt: Receipt };

/** One sale at the till. */
export interface SaleState {
  readonly lines: readonly BasketLine[];
  readonly customer: Customer;
  readonly redemption: RedemptionState;
  /** The line removed last, until something else changes. */
  readonly removed: BasketLine | null;
  readonly question: Question | null;
  readonly stage: Stage;
}

/** The start of a sale. */
export const EMPTY_SALE: SaleState = {
  lines: [],
  customer: NO_CUSTOMER,
  redemption: { kind: 'none', refusal: null },
  removed: null,
  question: null,
  stage: { kind: 'open' },
};

/** What a manager may allow now although it was refused, or null. */
export function overridableRedemption(state: SaleState): OverridableRedemption | null {
  return state.redemption.kind === 'none' ? (state.redemption.overridable ?? null) : null;
}

/** The granted redemption, or null. */
export function grantedRedemption(state: SaleState): TransactionRedemption | null {
  return state.redemption.kind === 'granted' ? state.redemption.redemption : null;
}
