import { fail, ok, type Result } from '../../domain/result.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { EnrolResponse } from '../../protocol/enrol.ts';
import type { KeyStore } from '../keyStore/keyStore.ts';
import { createSigningKey, keepTokenKey, loadSigningKey } from '../keyStore/terminalKeys.ts';
import { enrolAtLedger } from '../ledgerClient/enrolAtLedger.ts';
import { profileStore, type EnrolmentRecord } from '../profile/profileStore.ts';
import { badMessage, internal, ledgerFailed } from './ipcFailures.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

/**
 * Makes this profile a terminal of the chain behind `ledgerUrl`. Each step can be repeated after a crash: the key pair is
 * kept before the ledger hears of it, and the ledger lets the same key use its code again.
 */
export async function enrolTerminal(
  options: TerminalHostOptions,
  request: { readonly ledgerUrl: string; readonly code: string },
  stopped: AbortSignal,
): Promise<Result<EnrolmentRecord, IpcError>> {
  const url = URL.parse(request.ledgerUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return badMessage('ledger’s address: it begins with https:// and', ['ledgerUrl']);
  }
  const key = await signingKey(options.keyStore);
  if (!key.ok) {
    return internal(key.error.message);
  }
  const { fetch, ports } = options;
  const answer = await enrolAtLedger({ fetch, clock: ports.clock, stopped }, url.origin, {
    code: request.code,
    publicKey: key.value.publicKeyBase64,
  });
  if (!answer.ok) {
    return ledgerFailed(answer.error);
  }
  const { timeZone } = answer.value.store.businessDay;
  // Without its store's calendar a terminal cannot date a single sale: better not to become one.
  return isKnownTimeZone(ports, timeZone)
    ? keep(options, url.origin, answer.value)
    : internal(
        'This computer does not know the time zone of the store. Set it right at the ledger or update this computer, then enrol again with the same code.',
      );
}

function isKnownTimeZone(ports: TerminalHostOptions['ports'], timeZone: string): boolean {
  try {
    ports.localTime(ports.clock.nowMs(), timeZone);
    return true;
  } catch {
    return false;
  }
}

/** The key pair of an earlier try, for its answer may have been lost, or a new one. */
async function signingKey(keyStore: KeyStore) {
  const kept = await loadSigningKey(keyStore);
  if (!kept.ok) {
    return kept;
  }
  return kept.value === null ? createSigningKey(keyStore) : ok(kept.value);
}

async function keep(
  options: TerminalHostOptions,
  ledgerUrl: string,
  answer: EnrolResponse,
): Promise<Result<EnrolmentRecord, IpcError>> {
  const { keyStore, layout, ports } = options;
  const kept = await keepTokenKey(keyStore, answer.tokenKey);
  if (!kept.ok) {
    return internal(kept.error.message);
  }
  const record: EnrolmentRecord = {
    format: 1,
    profileId: ports.ids.uuid(),
    terminalId: answer.terminalId,
    terminalName: answer.terminalName,
    chainName: answer.chainName,
    store: answer.store,
    ledgerUrl,
    cardPatterns: answer.cardPatterns,
    demonstration: answer.demonstration,
    head: answer.head,
  };
  const written = await profileStore(layout.enrolmentFile).write(record);
  return written.ok ? ok(record) : fail({ code: 'internal', message: written.error.message });
}
