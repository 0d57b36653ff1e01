import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { LedgerCall } from './ledgerCall.ts';
import { unavailable, type LedgerFailure } from './ledgerFailure.ts';

/** The version before ours, which a ledger may still speak that is updated after its terminals. */
export const FORMER_PROTOCOL_VERSION = PROTOCOL_VERSION - 1;

/** So long after a ledger spoke the former version it is asked in ours again: it may have been updated. */
const ASK_AGAIN_MS = 5 * 60_000;

/** Which version of the messages the ledger understands, as far as is known. */
export class VersionChoice {
  #formerUntilMs = 0;

  /** The version to speak now; `nowMs` by a clock that nobody sets. */
  at(nowMs: number): number {
    return nowMs < this.#formerUntilMs ? FORMER_PROTOCOL_VERSION : PROTOCOL_VERSION;
  }

  /** The ledger did not take our version but the former one. */
  isFormer(nowMs: number): void {
    this.#formerUntilMs = nowMs + ASK_AGAIN_MS;
  }
}

/** The refusal of a ledger that speaks neither of our versions, in words that say which side is old. */
export function noCommonVersion(failure: LedgerFailure): LedgerFailure {
  const theirs = [...failure.message.matchAll(/\d+/g)].map(([number]) => Number(number));
  const newest = Math.max(0, ...theirs);
  const advice =
    newest > PROTOCOL_VERSION
      ? 'The ledger is too new for this terminal: update the terminal.'
      : 'The ledger is too old for this terminal: update the ledger.';
  const message = `${advice} The till goes on; what it sells waits here. (This terminal speaks protocol versions ${FORMER_PROTOCOL_VERSION} and ${PROTOCOL_VERSION}.)`;
  return { kind: 'refused', code: 'protocolVersion', message };
}

/**
 * What of a push a ledger of the former version can take: the sales of format 1 before the first of another. Fails where
 * that is none: those wait until the ledger is updated.
 */
export function forFormerVersion<Answer>(
  call: LedgerCall<Answer>,
): { readonly call: LedgerCall<Answer> } | { readonly failure: LedgerFailure } {
  const { body } = call;
  if (typeof body !== 'object' || body === null || !('transactions' in body)) {
    return { call };
  }
  const transactions: readonly unknown[] = Array.isArray(body.transactions)
    ? body.transactions
    : [];
  const end = transactions.findIndex((one) => formatOf(one) !== 1);
  const taken = end < 0 ? transactions : transactions.slice(0, end);
  return taken.length > 0
    ? { call: { ...call, body: { transactions: taken } } }
    : {
        failure: {
          kind: 'refused',
          code: 'protocolVersion',
          message:
            'The ledger is older than this terminal and cannot take its transactions yet. They wait here, safe; update the ledger.',
        },
      };
}

function formatOf(transaction: unknown): unknown {
  return typeof transaction === 'object' &&
    transaction !== null &&
    'body' in transaction &&
    typeof transaction.body === 'object' &&
    transaction.body !== null &&
    'format' in transaction.body
    ? transaction.body.format
    : null;
}

/** The ledger asked for a pause that is not over. */
export function askedForPause(leftMs: number): LedgerFailure {
  return unavailable(
    `The ledger asked to be left alone for another ${Math.ceil(leftMs / 1000)} s; what the till sells waits here.`,
  );
}
