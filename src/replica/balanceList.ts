import type { MemberView } from '../domain/member.ts';
import type { Observed } from './observed.ts';

/** A card of the manager's list. */
export interface BalanceRow extends MemberView {
  /** Own transactions that the ledger has not yet applied; included in `shownPoints`. */
  readonly provisionalPoints: number;
  /** Confirmed balance plus provisional points. */
  readonly shownPoints: number;
}

export type BalanceSort = 'name' | 'balance' | 'tier';

/** What the list shall show. */
export interface BalanceQuery {
  /** Part of a name or member id (case and accents do not matter), or digits of a card label; empty for all. */
  readonly search: string;
  readonly sort: BalanceSort;
  readonly descending: boolean;
}

/** The answer to a query; rows are read as they scroll into view. */
export interface BalanceResult {
  readonly total: number;
  rows(offset: number, limit: number): BalanceRow[];
}

/** How far the list has read the replica. */
export interface BalanceListProgress {
  readonly pagesRead: number;
  readonly pages: number;
  /** Pages whose members are missing in the list because they cannot be read. */
  readonly unreadablePages: number;
  /** True once every member is in the list. */
  readonly complete: boolean;
  /** Grows by one whenever a query would answer anew. */
  readonly version: number;
}

/** All cards' local balances, in memory, for a manager: search and sort stay quick at 100,000 of them. */
export interface BalanceList {
  readonly progress: Observed<BalanceListProgress>;
  /** Answers from what has been read so far. */
  query(query: BalanceQuery): BalanceResult;
  /** Stops following the replica and frees the memory. */
  close(): void;
}
