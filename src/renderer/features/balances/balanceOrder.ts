import type { BalanceSort } from '../../../replica/balanceList.ts';

/** The order that `value` names; by name for anything else. */
export function balanceOrder(value: string): BalanceSort {
  return value === 'balance' || value === 'tier' ? value : 'name';
}
