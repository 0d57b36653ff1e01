import type { BusinessDayRule } from './businessDay.ts';

/** A shop of the chain and what its terminals need to know of it. */
export interface Store {
  readonly storeId: string;
  readonly name: string;
  readonly businessDay: BusinessDayRule;
}
