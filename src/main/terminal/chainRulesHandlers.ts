import { ok, type Result } from '../../domain/result.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { PullQuery } from '../../protocol/exchange.ts';
import type { PullReferenceResponses } from '../../protocol/pullReference.ts';
import type { ChainRules } from '../settings/chainRules.ts';
import { internal } from './ipcFailures.ts';

/** Tells the chain's rules of reads; `rules` gives null before enrolment. */
export function chainRulesHandlers(
  rules: () => ChainRules | null,
): Pick<HostHandlers, 'chainRules.read'> {
  return {
    'chainRules.read': async () =>
      Promise.resolve(
        ok(rules()?.inWords() ?? { cardFormats: [], measureRules: [], problem: null }),
      ),
  };
}

/**
 * What the replica asks of the ledger's settings: all of them until the host has heard the setting itself, whatever the
 * replica has already. It is one document.
 */
export function wholeUntilHeard(rules: Pick<ChainRules, 'heard'>, query: PullQuery): PullQuery {
  return rules.heard ? query : { ...query, checkpoint: null };
}

/** Takes the rules from an answer. Where they could not be kept the answer is kept from the replica, which asks again. */
export async function takeChainRules(
  rules: Pick<ChainRules, 'take'>,
  { documents }: PullReferenceResponses['settings'],
): Promise<Result<void, IpcError>> {
  const setting = documents.findLast(({ removed }) => !removed)?.document;
  const taken = setting === undefined ? ok(undefined) : await rules.take(setting);
  return taken.ok ? taken : internal(taken.error);
}
