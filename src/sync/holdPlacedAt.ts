import { HOLD_LIFETIME_MS, type HoldResponse } from '../protocol/hold.ts';

/** When a hold was placed, by the ledger's clock, milliseconds since 1970: member records as of later have it subtracted. */
export function holdPlacedAtMs(hold: Pick<HoldResponse, 'expiresAt'>): number {
  return Date.parse(hold.expiresAt) - HOLD_LIFETIME_MS;
}
