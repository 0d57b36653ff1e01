import type { z } from 'zod';
import {
  exchangeSchemas,
  type ExchangeOperation,
  type ExchangeRequest,
  type ExchangeResponse,
  type PullQuery,
} from '../../protocol/exchange.ts';
import { EXCEPTION_RESOLVE_PATH, PULL_EXCEPTIONS_PATH } from '../../protocol/exceptionQueue.ts';
import { HOLDS_PATH, HOLD_VOID_PATH } from '../../protocol/hold.ts';
import { LEASES_PATH } from '../../protocol/leases.ts';
import { PULL_ACCOUNTS_PATH } from '../../protocol/pullAccounts.ts';
import { PULL_PAGES_PATH } from '../../protocol/pullPages.ts';
import { PULL_REFERENCE_PATH } from '../../protocol/pullReference.ts';
import { PUSH_PATH } from '../../protocol/push.ts';
import type { LedgerCall } from './ledgerCall.ts';

/** A member waits at the till while a hold is placed. */
const HOLD_TIMEOUT_MS = 2000;
const TRANSFER_TIMEOUT_MS = 15_000;
const MEBIBYTE = 1024 * 1024;

interface Route<Operation extends ExchangeOperation> {
  readonly method: 'GET' | 'POST';
  readonly target: (request: ExchangeRequest<Operation>) => string;
  readonly timeoutMs: number;
  readonly maximumAnswerBytes: number;
}

const pull = (path: string, maximumAnswerBytes: number) => ({
  method: 'GET' as const,
  target: (query: PullQuery) => `${path}?${pullSearch(query)}`,
  timeoutMs: TRANSFER_TIMEOUT_MS,
  maximumAnswerBytes,
});

const post = (path: string, timeoutMs: number) => ({
  method: 'POST' as const,
  target: () => path,
  timeoutMs,
  maximumAnswerBytes: MEBIBYTE,
});

const routes: { readonly [Operation in ExchangeOperation]: Route<Operation> } = {
  push: post(PUSH_PATH, TRANSFER_TIMEOUT_MS),
  pullPages: pull(PULL_PAGES_PATH, 80 * MEBIBYTE),
  pullAccounts: pull(PULL_ACCOUNTS_PATH, 4 * MEBIBYTE),
  pullProgrammes: pull(`${PULL_REFERENCE_PATH}programmes`, 16 * MEBIBYTE),
  pullProducts: pull(`${PULL_REFERENCE_PATH}products`, 4 * MEBIBYTE),
  pullOperators: pull(`${PULL_REFERENCE_PATH}operators`, 4 * MEBIBYTE),
  pullSettings: pull(`${PULL_REFERENCE_PATH}settings`, MEBIBYTE),
  placeHold: post(HOLDS_PATH, HOLD_TIMEOUT_MS),
  voidHold: post(HOLD_VOID_PATH, HOLD_TIMEOUT_MS),
  pullExceptions: pull(PULL_EXCEPTIONS_PATH, 4 * MEBIBYTE),
  resolveException: post(EXCEPTION_RESOLVE_PATH, TRANSFER_TIMEOUT_MS),
  leases: post(LEASES_PATH, TRANSFER_TIMEOUT_MS),
};

const answers: {
  readonly [Operation in ExchangeOperation]: {
    readonly response: z.ZodType<ExchangeResponse<Operation>>;
  };
} = exchangeSchemas;

/** How an exchange travels: method, path, time-out and the schema and bound of its answer. */
export function callOf<Operation extends ExchangeOperation>(
  operation: Operation,
  request: ExchangeRequest<Operation>,
): LedgerCall<ExchangeResponse<Operation>> {
  const route = routes[operation];
  const { method, timeoutMs, maximumAnswerBytes } = route;
  return {
    method,
    target: route.target(request),
    ...(method === 'POST' ? { body: request } : {}),
    answer: answers[operation].response,
    timeoutMs,
    maximumAnswerBytes,
  };
}

function pullSearch(query: PullQuery): string {
  const search = new URLSearchParams();
  if (query.checkpoint !== null) {
    search.set('checkpoint', query.checkpoint);
  }
  search.set('limit', String(query.limit));
  return search.toString();
}
