import { ok, type Result } from '../../domain/result.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { EnrolResponse } from '../../protocol/enrol.ts';
import type { KeyStore } from '../keyStore/keyStore.ts';
import {
  createSigningKey,
  keepTokenKey,
  loadSigningKey,
  loadTokenKey,
  type SigningKeyName,
} from '../keyStore/terminalKeys.ts';
import { enrolAtLedger } from '../ledgerClient/enrolAtLedger.ts';
import { journalNameOf, profileStore, type EnrolmentRecord } from '../profile/profileStore.ts';
import { badMessage, internal, ledgerFailed } from './ipcFailures.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

/**
 * Makes this profile a terminal of the chain behind `ledgerUrl`. Each step can be repeated after a crash: the key pair is
 * kept before the ledger hears of it, and the ledger lets the same key use its code again. Where the profile was a terminal
 * before (`previous`), its journal stays as it is, is carried over, and a new one begins.
 */
export async function enrolTerminal(
  options: TerminalHostOptions,
  request: { readonly ledgerUrl: string; readonly code: string },
  stopped: AbortSignal,
  previous: EnrolmentRecord | null = null,
): Promise<Result<EnrolmentRecord, IpcError>> {
  const url = URL.parse(request.ledgerUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return badMessage('ledger’s address: it begins with https:// and', ['ledgerUrl']);
  }
  const keyName = otherKeyName(previous);
  const carried = await carriedOf(options.keyStore, previous);
  if (!carried.ok) {
    return carried;
  }
  const key = await signingKey(options.keyStore, keyName);
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
    ? keep(options, url.origin, answer.value, { previous, keyName, carried: carried.value })
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
async function signingKey(keyStore: KeyStore, name: SigningKeyName) {
  const kept = await loadSigningKey(keyStore, name);
  if (!kept.ok) {
    return kept;
  }
  return kept.value === null ? createSigningKey(keyStore, name) : ok(kept.value);
}

async function keep(
  options: TerminalHostOptions,
  ledgerUrl: string,
  answer: EnrolResponse,
  identity: {
    readonly previous: EnrolmentRecord | null;
    readonly keyName: SigningKeyName;
    readonly carried: NonNullable<EnrolmentRecord['carried']>;
  },
): Promise<Result<EnrolmentRecord, IpcError>> {
  const { keyStore, layout, ports } = options;
  const { previous, keyName, carried } = identity;
  if (previous !== null && !(await isSameChain(keyStore, answer))) {
    return internal(
      'This code is of another chain. Its terminal needs a profile of its own (--profile DIR).',
    );
  }
  const kept = await keepTokenKey(keyStore, answer.tokenKey);
  if (!kept.ok) {
    return internal(kept.error.message);
  }
  const profileId = ports.ids.uuid();
  const renewed = {
    signingKey: keyName,
    journalName: `terminal-${answer.terminalId}.${profileId}`,
    carried,
  };
  const record: EnrolmentRecord = {
    format: 1,
    profileId,
    terminalId: answer.terminalId,
    terminalName: answer.terminalName,
    chainName: answer.chainName,
    store: answer.store,
    ledgerUrl,
    cardPatterns: answer.cardPatterns,
    demonstration: answer.demonstration,
    head: answer.head,
    ...(previous === null ? {} : renewed),
  };
  const written = await profileStore(layout.enrolmentFile).write(record);
  if (!written.ok) {
    return internal(written.error.message);
  }
  if (previous !== null) {
    // The old key opens nothing any more; should it stay, the next enrolment replaces it.
    await keyStore.remove(previous.signingKey ?? 'signing-key');
  }
  return ok(record);
}

function otherKeyName(previous: EnrolmentRecord | null): SigningKeyName {
  const isFirst = (previous?.signingKey ?? 'signing-key') === 'signing-key';
  return previous !== null && isFirst ? 'other-signing-key' : 'signing-key';
}

/** The journals whose transactions the ledger may not have yet: that of `previous`, and what it still carried itself. */
async function carriedOf(
  keyStore: KeyStore,
  previous: EnrolmentRecord | null,
): Promise<Result<NonNullable<EnrolmentRecord['carried']>, IpcError>> {
  if (previous === null) {
    return ok([]);
  }
  const former = await loadSigningKey(keyStore, previous.signingKey);
  if (!former.ok || former.value === null) {
    return internal(
      former.ok ? 'The key of the earlier enrolment is missing.' : former.error.message,
    );
  }
  const { terminalId, head } = previous;
  const own = {
    journalName: journalNameOf(previous),
    terminalId,
    publicKey: former.value.publicKeyBase64,
    head,
  };
  return ok([...(previous.carried ?? []), own]);
}

/** Cards have the same tokens in one chain and in no other. */
async function isSameChain(keyStore: KeyStore, answer: EnrolResponse): Promise<boolean> {
  const kept = await loadTokenKey(keyStore);
  return (
    kept.ok &&
    (kept.value === null || Buffer.from(kept.value).toString('base64') === answer.tokenKey)
  );
}
