import type { LotRule } from '../../domain/programme.ts';
import type { SaleBody } from '../../domain/transaction.ts';
import type { LotTerms } from './lot.ts';

const DAY_MS = 86_400_000;

/** A sale that claims to be older came from a clock that cannot be right. */
const OLDEST_DAYS = 400;

/**
 * When a sale was made, and so earned and spent its points: by the terminal's clock, put right by its measured offset. A clock that jumped or is
 * plainly wrong is not believed; then it is the moment at which the ledger received the sale. Never in the future.
 */
export function soldAtMs(body: SaleBody, receivedAtMs: number): number {
  const clock = body.format === 1 ? { offsetMs: null, jumped: false } : body.clock;
  const claimedMs = Date.parse(body.occurredAt) + (clock.offsetMs ?? 0);
  const isPlausible =
    !clock.jumped && claimedMs <= receivedAtMs && claimedMs > receivedAtMs - OLDEST_DAYS * DAY_MS;
  return isPlausible ? claimedMs : receivedAtMs;
}

/** The terms of a lot earned at `earnedMs` under `rule`. */
export function lotTerms(rule: LotRule, lotId: string, earnedMs: number): LotTerms {
  const expiresAtMs = rule.expiryDays === null ? null : earnedMs + rule.expiryDays * DAY_MS;
  const vestsAtMs = earnedMs + rule.vestingDays * DAY_MS;
  return { lotId, earnedAtMs: earnedMs, vestsAtMs, expiresAtMs };
}

/** The terms of the lot for restored points of which the own lot has expired by now. */
export function graceTerms(rule: LotRule, restored: LotTerms, nowMs: number): LotTerms {
  const expiresAtMs = nowMs + rule.restoredLotGraceDays * DAY_MS;
  return { lotId: `${restored.lotId}/grace`, earnedAtMs: nowMs, vestsAtMs: nowMs, expiresAtMs };
}
