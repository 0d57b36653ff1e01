import type { LedgerTransport } from '../../../sync/transport.ts';
import type { Decision } from './decision.ts';

/** What asking the ledger gave. After `noAnswer` it may have been done: the same decision again counts once. */
export type ResolveOutcome =
  | { readonly kind: 'resolved' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'noAnswer' };

/** Settles exceptions at the ledger. */
export interface ExceptionDesk {
  resolve(decision: Decision, operatorId: string): Promise<ResolveOutcome>;
}

/** A desk that asks the ledger once per decision. */
export function createExceptionDesk(transport: Pick<LedgerTransport, 'exchange'>): ExceptionDesk {
  return {
    async resolve(decision, operatorId) {
      const answer = await transport.exchange('resolveException', { ...decision, operatorId });
      if (answer.ok) {
        return { kind: 'resolved' };
      }
      const { kind, message } = answer.error;
      return kind === 'refused' ? { kind: 'refused', message } : { kind: 'noAnswer' };
    },
  };
}
