import type { Clock } from '../../domain/ports.ts';
import type { Result } from '../../domain/result.ts';
import {
  ENROL_PATH,
  enrolResponseSchema,
  type EnrolRequest,
  type EnrolResponse,
} from '../../protocol/enrol.ts';
import type { HttpFetch } from './httpFetch.ts';
import { callLedger } from './ledgerCall.ts';
import type { LedgerFailure } from './ledgerFailure.ts';

/**
 * Presents a one-time code and the public key (raw Ed25519, base64) to the ledger at `ledgerUrl`. The same key may repeat
 * it, for an answer may be lost; so the caller keeps its key before it asks.
 */
export async function enrolAtLedger(
  world: { readonly fetch: HttpFetch; readonly clock: Clock; readonly stopped: AbortSignal },
  ledgerUrl: string,
  request: EnrolRequest,
): Promise<Result<EnrolResponse, LedgerFailure>> {
  const context = { ...world, ledgerUrl, signer: null, clockOffsetMs: 0 };
  const { result } = await callLedger(context, {
    method: 'POST',
    target: ENROL_PATH,
    body: request,
    answer: enrolResponseSchema,
    timeoutMs: 15_000,
    maximumAnswerBytes: 65_536,
  });
  return result;
}
