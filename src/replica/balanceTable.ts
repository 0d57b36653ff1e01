import type { MemberView } from '../domain/member.ts';
import type { BalanceQuery, BalanceResult, BalanceRow, BalanceSort } from './balanceList.ts';
import { searchNameOf } from './schemas/products.ts';
import { createSortedOrder, type SortedOrder } from './sortedOrder.ts';

/** A row of the table, with what it is searched and sorted by. */
interface TableRow {
  view: MemberView;
  removed: boolean;
  searchName: string;
  /** Name, member id and the label's digits, each on a line of its own. */
  haystack: string;
  provisionalPoints: number;
}

/** Members' balances in memory, one row a card, with the terminal's own transactions on top. */
export interface BalanceTable {
  /** Takes a card's newest state; an older one than it has (by the ledger's clock) only where `wins`. */
  upsert(view: MemberView, removed: boolean, wins: boolean): void;
  /** Takes an own transaction of a member: counts where the row's account has not applied it. */
  addTransaction(memberId: string, sequence: number, deltaPoints: number): void;
  /** How many cards a query may not yet show as they are; a query itself settles a few. */
  pending(): number;
  /** Puts what changed in its place, a few milliseconds a step. */
  settling(): Generator<undefined, void>;
  query(query: BalanceQuery): BalanceResult;
}

/** Makes an empty table. */
export function createBalanceTable(): BalanceTable {
  const rows: TableRow[] = [];
  const rowOfToken = new Map<string, number>();
  const rowsOfMember = new Map<string, number[]>();
  const transactions = new Map<string, Map<number, number>>();

  const nameOf = (row: number) => rows[row]?.searchName ?? '';
  const orders: Readonly<Record<BalanceSort, SortedOrder>> = {
    name: createSortedOrder(nameOf, compareText),
    balance: createSortedOrder(
      (row) => ({ points: shownPoints(rows[row]), name: nameOf(row) }),
      (left, right) => left.points - right.points || compareText(left.name, right.name),
    ),
    tier: createSortedOrder(
      (row) => ({ tierId: rows[row]?.view.tierId ?? '', name: nameOf(row) }),
      (left, right) => compareText(left.tierId, right.tierId) || compareText(left.name, right.name),
    ),
  };
  const touch = (row: number) => {
    orders.name.touch(row);
    orders.balance.touch(row);
    orders.tier.touch(row);
  };

  const provisionalOf = (view: MemberView): number => {
    let sum = 0;
    for (const [sequence, delta] of transactions.get(view.memberId) ?? []) {
      sum += sequence > view.appliedSequence ? delta : 0;
    }
    return sum;
  };

  const matching = (query: BalanceQuery): number[] => {
    const needle = searchNameOf(query.search.trim());
    const found: number[] = [];
    for (const index of orders[query.sort].rows()) {
      const row = rows[index];
      if (row !== undefined && !row.removed && (needle === '' || row.haystack.includes(needle))) {
        found.push(index);
      }
    }
    return query.descending ? found.reverse() : found;
  };

  return {
    upsert(view, removed, wins) {
      const known = rowOfToken.get(view.cardToken);
      const present = known === undefined ? undefined : rows[known];
      if (present !== undefined && !wins && present.view.asOf >= view.asOf) {
        return;
      }
      const index = known ?? rows.length;
      rows[index] = rowOf(view, removed, provisionalOf(view));
      rowOfToken.set(view.cardToken, index);
      if (present?.view.memberId !== view.memberId) {
        const others = rowsOfMember.get(view.memberId) ?? [];
        rowsOfMember.set(view.memberId, [...others.filter((other) => other !== index), index]);
      }
      touch(index);
    },
    addTransaction(memberId, sequence, deltaPoints) {
      const own = transactions.get(memberId) ?? new Map<number, number>();
      transactions.set(memberId, own.set(sequence, deltaPoints));
      for (const index of rowsOfMember.get(memberId) ?? []) {
        const row = rows[index];
        if (row?.view.memberId === memberId) {
          row.provisionalPoints = provisionalOf(row.view);
          touch(index);
        }
      }
    },
    pending: () => Math.max(orders.name.pending(), orders.balance.pending(), orders.tier.pending()),
    *settling() {
      yield* orders.name.settling();
      yield* orders.balance.settling();
      yield* orders.tier.settling();
    },
    query(query) {
      const found = matching(query);
      return {
        total: found.length,
        rows: (offset, limit) =>
          found.slice(offset, offset + limit).flatMap((index) => {
            const row = rows[index];
            return row === undefined ? [] : [balanceRowOf(row)];
          }),
      };
    },
  };
}

function rowOf(view: MemberView, removed: boolean, provisionalPoints: number): TableRow {
  const searchName = searchNameOf(view.displayName);
  const digits = view.cardLabel.replace(/[^0-9A-Za-z]/g, '').toLowerCase();
  const haystack = `${searchName}\n${view.memberId.toLowerCase()}\n${digits}`;
  return { view, removed, searchName, haystack, provisionalPoints };
}

function balanceRowOf({ view, provisionalPoints }: TableRow): BalanceRow {
  return { ...view, provisionalPoints, shownPoints: view.balancePoints + provisionalPoints };
}

function shownPoints(row: TableRow | undefined): number {
  return row === undefined ? 0 : row.view.balancePoints + row.provisionalPoints;
}

function compareText(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}
