import type { BusinessDayRule, LocalTime } from '../../domain/businessDay.ts';
import { businessDate } from '../../domain/businessDay.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { GENESIS_HASH, nextBody, sealedText, type ChainHead } from '../../domain/seal.ts';
import type { SealedTransaction, TransactionDraft } from '../../domain/transaction.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import type { JournalOptions } from './journalOptions.ts';

/** A transaction with the JSON text that the journal keeps of it. */
export interface Sealed {
  readonly transaction: SealedTransaction;
  readonly text: string;
}

/** What sealing needs of a journal. */
export type SealOptions = Pick<
  JournalOptions,
  'clock' | 'clockState' | 'bestNowMs' | 'ids' | 'sha256Hex' | 'sign' | 'terminal' | 'localTime'
>;

/** A place in the chain that was promised to a transaction before it is sealed. */
export interface ReservedPlace {
  readonly uuid: string;
  readonly sequence: number;
}

/**
 * Seals a draft after `head`, at its reserved place where it has one. Seals only what the schema will take back, so that the journal never holds what it cannot
 * read; fails with a sentence for the person at the till.
 */
export function sealDraft(
  options: SealOptions,
  head: ChainHead,
  draft: TransactionDraft,
  place: ReservedPlace | null = null,
): Result<Sealed, string> {
  if (place !== null && place.sequence !== head.sequence + 1) {
    return fail('Something else was recorded meanwhile. Redeem again, then ask the manager again.');
  }
  const { clock, clockState, ids, localTime, sha256Hex, sign, terminal } = options;
  const nowMs = clock.nowMs();
  const { storeId, businessDay } = terminal.store;
  const day = dayOf(businessDay, options.bestNowMs?.() ?? nowMs, localTime);
  if (day === null) {
    return fail(
      `This computer does not know the store's time zone ${businessDay.timeZone}, or its clock is far off. Check both.`,
    );
  }
  const body = nextBody(draft, {
    terminalId: terminal.terminalId,
    storeId,
    head,
    uuid: place?.uuid ?? ids.uuid(),
    occurredAt: new Date(nowMs).toISOString(),
    businessDate: day,
    clock: clockState(),
  });
  const checked = sealedTransactionSchema.safeParse({ body, hash: GENESIS_HASH, signature: '' });
  if (!checked.success) {
    const field = checked.error.issues[0]?.path.join('.') ?? 'body';
    return fail(`This sale cannot be sealed: its field ${field} is not valid.`);
  }
  const toHash = sealedText(checked.data.body);
  const hash = sha256Hex(toHash);
  const signature = sign(hash);
  // The canonical text is JSON already (RFC 8785), so the body need not be written out a second time.
  const bodyText = toHash.slice(toHash.indexOf('\n') + 1);
  const text = `{"body":${bodyText},"hash":"${hash}","signature":"${signature}"}`;
  return ok({ transaction: { body: checked.data.body, hash, signature }, text });
}

/** The trading day, or null where the time zone is unknown or the clock is outside of the calendar. */
function dayOf(rule: BusinessDayRule, nowMs: number, localTime: LocalTime): string | null {
  try {
    return businessDate(rule, nowMs, localTime);
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}
