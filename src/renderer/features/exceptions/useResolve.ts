import { useState } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import type { Decision } from './decision.ts';

/** Where a decision stands with the ledger. */
export type ResolveStage =
  | { readonly kind: 'open' }
  | { readonly kind: 'asking' }
  /** It may have been done: only the same decision is asked for again. */
  | { readonly kind: 'uncertain'; readonly decision: Decision }
  | { readonly kind: 'refused'; readonly message: string };

/** Asks the ledger for one decision at a time; `onResolved` is called once it is done. */
export function useResolve(onResolved: (exceptionId: string) => void): {
  readonly stage: ResolveStage;
  readonly resolve: (decision: Decision) => void;
} {
  const { exceptionDesk, session } = useTerminal();
  const operatorId = useStore(session, (state) => state.operator?.operatorId ?? '');
  const [stage, setStage] = useState<ResolveStage>({ kind: 'open' });
  const ask = async (decision: Decision): Promise<void> => {
    setStage({ kind: 'asking' });
    const outcome = await exceptionDesk.resolve(decision, operatorId);
    if (outcome.kind === 'resolved') {
      setStage({ kind: 'open' });
      onResolved(decision.exceptionId);
    } else {
      setStage(outcome.kind === 'noAnswer' ? { kind: 'uncertain', decision } : outcome);
    }
  };
  return {
    stage,
    resolve(decision) {
      if (stage.kind !== 'asking') {
        void ask(decision);
      }
    },
  };
}
