import type { Clock } from '../../domain/ports.ts';
import { fail, type Result } from '../../domain/result.ts';
import {
  ENROL_PATH,
  enrolResponseSchema,
  type EnrolRequest,
  type EnrolResponse,
} from '../../protocol/enrol.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { HttpFetch } from './httpFetch.ts';
import { callLedger } from './ledgerCall.ts';
import type { LedgerFailure } from './ledgerFailure.ts';
import { FORMER_PROTOCOL_VERSION, noCommonVersion } from './versionChoice.ts';

/**
 * Presents a one-time code and the public key (raw Ed25519, base64) to the ledger at `ledgerUrl`. The same key may repeat
 * it, for an answer may be lost; so the caller keeps its key before it asks.
 */
export async function enrolAtLedger(
  world: { readonly fetch: HttpFetch; readonly clock: Clock; readonly stopped: AbortSignal },
  ledgerUrl: string,
  request: EnrolRequest,
): Promise<Result<EnrolResponse, LedgerFailure>> {
  const ask = async (protocolVersion: number) => {
    const context = { ...world, ledgerUrl, signer: null, clockOffsetMs: 0, protocolVersion };
    return (await callLedger(context, call)).result;
  };
  const call = {
    method: 'POST',
    target: ENROL_PATH,
    body: request,
    answer: enrolResponseSchema,
    timeoutMs: 15_000,
    maximumAnswerBytes: 65_536,
  } as const;
  const first = await ask(PROTOCOL_VERSION);
  if (first.ok || first.error.code !== 'protocolVersion') {
    return first;
  }
  const second = await ask(FORMER_PROTOCOL_VERSION);
  return second.ok || second.error.code !== 'protocolVersion'
    ? second
    : fail(noCommonVersion(second.error));
}
