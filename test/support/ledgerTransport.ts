import { fail } from '../../src/domain/result.ts';
import { ledgerErrorSchema } from '../../src/protocol/error.ts';
import { PULL_EXCEPTIONS_PATH } from '../../src/protocol/exceptionQueue.ts';
import type { ExchangeOperation } from '../../src/protocol/exchange.ts';
import { HOLD_VOID_PATH, HOLDS_PATH } from '../../src/protocol/hold.ts';
import { LEASES_PATH } from '../../src/protocol/leases.ts';
import { PULL_ACCOUNTS_PATH } from '../../src/protocol/pullAccounts.ts';
import { PULL_PAGES_PATH } from '../../src/protocol/pullPages.ts';
import { PULL_REFERENCE_PATH } from '../../src/protocol/pullReference.ts';
import { PUSH_PATH } from '../../src/protocol/push.ts';
import type { StreamEvent } from '../../src/protocol/stream.ts';
import { createHostTransport } from '../../src/sync/hostTransport.ts';
import type { LedgerTransport } from '../../src/sync/transport.ts';
import type { TestTerminal } from './ledgerTerminal.ts';

const pullPaths: Partial<Record<ExchangeOperation, string>> = {
  pullPages: PULL_PAGES_PATH,
  pullAccounts: PULL_ACCOUNTS_PATH,
  pullProgrammes: `${PULL_REFERENCE_PATH}programmes`,
  pullProducts: `${PULL_REFERENCE_PATH}products`,
  pullOperators: `${PULL_REFERENCE_PATH}operators`,
  pullSettings: `${PULL_REFERENCE_PATH}settings`,
  pullExceptions: PULL_EXCEPTIONS_PATH,
};

const postPaths: Partial<Record<ExchangeOperation, string>> = {
  push: PUSH_PATH,
  leases: LEASES_PATH,
  placeHold: HOLDS_PATH,
  voidHold: HOLD_VOID_PATH,
};

/** A terminal's way to the real ledger over HTTP, and what tests do to it. */
export interface TestTransport extends LedgerTransport {
  /** What the ledger's stream would say. */
  announce(topics: StreamEvent['topics']): void;
  /** Cuts the line, or brings it back. */
  connect(online: boolean): void;
}

/** The way of `terminal` to its ledger: real requests, real signatures, no host between. */
export function ledgerTransport(terminal: TestTerminal): TestTransport {
  let changed: (topics: StreamEvent['topics']) => void = () => undefined;
  let connection: (online: boolean) => void = () => undefined;
  let online = true;
  const transport = createHostTransport({
    async exchange(operation, payload) {
      if (!online) {
        return fail({ kind: 'unavailable', code: 'unavailable', message: 'The line is cut.' });
      }
      const path = pullPaths[operation];
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(payload)) {
        if (typeof value === 'string' || typeof value === 'number') {
          query.set(name, String(value));
        }
      }
      const response =
        path === undefined
          ? await terminal.request('POST', postPaths[operation] ?? '/', payload)
          : await terminal.request('GET', `${path}?${query.toString()}`);
      const value: unknown = await response.json();
      if (response.ok) {
        return { ok: true, value };
      }
      const { code, message } = ledgerErrorSchema.parse(value).error;
      return fail({ kind: 'refused', code, message });
    },
    onChanged(listener) {
      changed = listener;
      return () => undefined;
    },
    onConnection(listener) {
      connection = listener;
      listener(online);
      return () => undefined;
    },
  });
  return {
    ...transport,
    announce: (topics) => changed(topics),
    connect(isOnline) {
      online = isOnline;
      connection(isOnline);
    },
  };
}
