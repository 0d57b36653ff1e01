import { createStore, type StoreApi } from 'zustand/vanilla';
import { basketTotalMinor, type BasketLine } from '../../domain/basket.ts';
import type { Product } from '../../domain/product.ts';
import type { Programme } from '../../domain/programme.ts';
import type { Result } from '../../domain/result.ts';
import type { ManagerOverride } from '../../domain/transaction.ts';
import {
  addLine,
  lineOfProduct,
  withLineBack,
  withoutLine,
  withQuantity,
  type NewLine,
} from '../features/basket/basketOperations.ts';
import type { Customer } from '../features/identify/customer.ts';
import { authoriseRedemption } from '../features/redeem/authoriseRedemption.ts';
import {
  overridableOf,
  overriddenBy,
  type OverridableRedemption,
} from '../features/override/overridableRedemption.ts';
import type { HoldDesk } from '../features/redeem/holdDesk.ts';
import type { OfflineRights } from '../features/redeem/offlineRights.ts';
import { redeemRefusalWording } from '../features/redeem/refusalWording.ts';
import type { NoticeStore } from './noticeStore.ts';
import {
  EMPTY_SALE,
  grantedRedemption,
  overridableRedemption,
  type Question,
  type Receipt,
  type RedemptionState,
  type SaleState,
} from './saleState.ts';

/** What can be done with a sale. Nothing changes one that is being approved or is approved. */
export interface SaleActions {
  readonly addProduct: (product: Product) => void;
  readonly addAmount: (line: NewLine) => void;
  readonly setQuantity: (lineNumber: number, quantity: number) => void;
  readonly removeLine: (lineNumber: number) => void;
  /** Puts the line removed last back. */
  readonly undoRemove: () => void;
  /** Puts the sale on a card, and gives back points held for the one before. */
  readonly setCustomer: (customer: Customer) => void;
  readonly ask: (question: Question | null) => void;
  /** Redeems `points`, or none for 0; what was granted before is given back first. */
  readonly redeem: (points: number) => Promise<void>;
  /** Redeems what a manager has allowed; false where the sale is not what it was allowed for any more. */
  readonly redeemOverridden: (overridable: OverridableRedemption, by: ManagerOverride) => boolean;
  /** Throws an unapproved sale away, or leaves an approved one, and starts the next. */
  readonly newSale: () => void;
  /**
   * The operator was signed off because nobody was there: goods and member wait, points that are held are given back.
   * False where the sale is being approved, which must not be left alone.
   */
  readonly leaveWaiting: () => boolean;
  /** Shows an earlier sale's receipt where no sale is begun. */
  readonly showReceipt: (receipt: Receipt) => void;
  /** Gives a hold back and takes the redemption out of the sale. */
  readonly releaseRedemption: (refusal: string | null) => void;
}

export type SaleStore = StoreApi<SaleState & SaleActions>;

/** What a sale works with. */
export interface SalePorts {
  readonly holds: HoldDesk;
  readonly notices: NoticeStore;
  /** Gives back what a manager allowed. Absent: nobody allows anything. */
  readonly dropOverride?: () => void;
  /** The rules now in effect, null before the first pull. */
  readonly programme: () => Programme | null;
  readonly online: () => boolean;
  /** Time since the replica was last in step with the ledger; infinite where it never was. */
  readonly stalenessMs: () => number;
  /** What the terminal may do by itself for a member. Absent: stand-in as the programme says. */
  readonly offlineRights?: (programme: Programme, memberId: string) => Promise<OfflineRights>;
}

/** Whether the sale may be changed. */
export function isOpen(state: SaleState): boolean {
  return state.stage.kind === 'open' || state.stage.kind === 'failed';
}

/** A till's sale, at first empty. */
export function createSaleStore(ports: SalePorts): SaleStore {
  return createStore<SaleState & SaleActions>((set, get) => {
    function release(): void {
      const { customer } = get();
      const authorisation = grantedRedemption(get())?.authorisation;
      if (authorisation?.kind === 'hold' && customer.kind === 'member') {
        ports.holds.release(customer.member.view.memberId, authorisation.holdId);
      }
      if (authorisation?.kind === 'standIn' && authorisation.override !== undefined) {
        ports.dropOverride?.();
      }
    }

    function dropRedemption(refusal: string | null): void {
      release();
      set({ redemption: { kind: 'none', refusal } });
    }

    function setLines(changed: Result<readonly BasketLine[], string>): void {
      if (!isOpen(get())) {
        return;
      }
      if (!changed.ok) {
        ports.notices.getState().tell('warning', changed.error);
        return;
      }
      set({ lines: changed.value, removed: null });
      const redeemed = grantedRedemption(get());
      if (redeemed !== null && redeemed.valueMinor > basketTotalMinor(changed.value)) {
        dropRedemption('The sale became smaller than the points redeemed. Redeem again.');
      }
    }

    return {
      ...EMPTY_SALE,
      addProduct: (product) => setLines(addLine(get().lines, lineOfProduct(product))),
      addAmount: (line) => setLines(addLine(get().lines, line)),
      setQuantity: (lineNumber, quantity) =>
        setLines(withQuantity(get().lines, lineNumber, quantity)),
      removeLine: (lineNumber) => {
        const removed = get().lines.find((line) => line.lineNumber === lineNumber);
        if (removed !== undefined && isOpen(get())) {
          setLines({ ok: true, value: withoutLine(get().lines, lineNumber) });
          set({ removed });
        }
      },
      undoRemove: () => {
        const { removed, lines } = get();
        if (removed !== null) {
          setLines({ ok: true, value: withLineBack(lines, removed) });
        }
      },
      setCustomer: (customer) => {
        if (isOpen(get())) {
          dropRedemption(null);
          set({ customer, question: null });
        }
      },
      ask: (question) => set({ question }),
      redeem: async (points) => {
        const { customer, lines } = get();
        const programme = ports.programme();
        // Points may be called back from other tills for seconds: the cashier may do without.
        const busy = get().redemption.kind === 'asking' && points > 0;
        if (!isOpen(get()) || busy || customer.kind !== 'member' || programme === null) {
          return;
        }
        dropRedemption(null);
        if (points === 0) {
          return;
        }
        let asking: RedemptionState = { kind: 'asking', points, recalling: false };
        set({ redemption: asking });
        const isStillAsked = () => get().redemption === asking;
        const { memberId } = customer.member.view;
        const rights = (await ports.offlineRights?.(programme, memberId)) ?? {};
        const request = {
          ...rights,
          points,
          totalMinor: basketTotalMinor(lines),
          programme,
          member: customer.member,
          online: ports.online(),
          stalenessMs: ports.stalenessMs(),
        };
        const granted = await authoriseRedemption(ports.holds, request, () => {
          if (isStillAsked()) {
            asking = { kind: 'asking', points, recalling: true };
            set({ redemption: asking });
          }
        });
        if (!granted.ok) {
          if (isStillAsked()) {
            const refusal = redeemRefusalWording(granted.error);
            const overridable = overridableOf(request, granted.error);
            set({ redemption: { kind: 'none', refusal, overridable } });
          }
          return;
        }
        const fits = granted.value.valueMinor <= basketTotalMinor(get().lines);
        if (isOpen(get()) && isStillAsked() && fits) {
          set({ redemption: { kind: 'granted', redemption: granted.value } });
          return;
        }
        if (granted.value.authorisation.kind === 'hold') {
          ports.holds.release(memberId, granted.value.authorisation.holdId);
        }
        if (isStillAsked()) {
          const refusal = 'The sale changed meanwhile. Redeem again.';
          set({ redemption: { kind: 'none', refusal } });
        }
      },
      redeemOverridden: (overridable, by) => {
        const { customer, lines } = get();
        const unchanged = isOpen(get()) && overridableRedemption(get()) === overridable;
        const fits = overridable.valueMinor <= basketTotalMinor(lines);
        const has =
          customer.kind === 'member' &&
          customer.member.view.status === 'active' &&
          customer.member.balance.redeemablePoints >= overridable.points;
        if (!unchanged || !fits || !has) {
          ports.dropOverride?.();
          return false;
        }
        set({ redemption: { kind: 'granted', redemption: overriddenBy(overridable, by) } });
        return true;
      },
      newSale: () => {
        const { stage } = get();
        if (stage.kind === 'approving' || stage.kind === 'uncertain') {
          return;
        }
        if (stage.kind !== 'approved') {
          release();
        }
        set({ ...EMPTY_SALE });
      },
      leaveWaiting: () => {
        const { stage, redemption } = get();
        if (stage.kind === 'approving' || stage.kind === 'uncertain') {
          return false;
        }
        if (stage.kind === 'approved') {
          get().newSale();
        } else if (redemption.kind !== 'none') {
          dropRedemption('Points were given back while nobody was at the till. Redeem again.');
        }
        return true;
      },
      showReceipt: (receipt) => {
        const { stage, lines, customer } = get();
        if (stage.kind === 'open' && lines.length === 0 && customer.kind === 'none') {
          set({ ...EMPTY_SALE, stage: { kind: 'approved', receipt } });
        }
      },
      releaseRedemption: dropRedemption,
    };
  });
}
