import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ReturnBody, ReturnDraft, SealedTransaction } from '../../../domain/transaction.ts';
import { parseSealedTransaction } from '../../../sync/parseSealedTransaction.ts';
import type { Terminal } from '../../app/terminal.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { sealUntilKnown } from '../approve/sealSale.ts';

/** So many transactions of this terminal are looked through for the sale. */
const LOOKED_THROUGH = 500;

/** Where a return stands. Only `approved` is one. */
export type ReturnStage =
  | { readonly kind: 'open' }
  | { readonly kind: 'approving'; readonly uncertain: boolean }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'approved'; readonly body: ReturnBody };

/** The newest transactions of this terminal, newest first; null while they are read. */
export function useOwnTransactions(): readonly SealedTransaction[] | null {
  const { book } = useTerminal();
  const [transactions, setTransactions] = useState<readonly SealedTransaction[] | null>(null);
  useEffect(() => {
    let stopped = false;
    void book.latest(LOOKED_THROUGH).then((newest) => {
      if (!stopped) {
        setTransactions(newest);
      }
    });
    return () => {
      stopped = true;
    };
  }, [book]);
  return transactions;
}

/** Approves one return; a second call while one is under way does nothing. */
export function useReturn(): {
  readonly stage: ReturnStage;
  readonly operatorId: string;
  readonly isManager: boolean;
  readonly approve: (draft: ReturnDraft) => void;
} {
  const terminal = useTerminal();
  const operator = useStore(terminal.session, (state) => state.operator);
  const [stage, setStage] = useState<ReturnStage>({ kind: 'open' });
  return {
    stage,
    operatorId: operator?.operatorId ?? '',
    isManager: operator?.role === 'manager',
    approve(draft) {
      if (stage.kind === 'open' || stage.kind === 'failed') {
        void approveReturn(terminal, draft, setStage);
      }
    },
  };
}

async function approveReturn(
  { book }: Terminal,
  draft: ReturnDraft,
  show: (stage: ReturnStage) => void,
): Promise<void> {
  show({ kind: 'approving', uncertain: false });
  const parseSealed = (record: unknown) => {
    const parsed = parseSealedTransaction(record);
    return parsed.ok ? parsed.value : null;
  };
  const sleep = (durationMs: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, durationMs));
  const outcome = await sealUntilKnown(
    { journal: book.journal, data: { parseSealed }, sleep },
    draft,
    () => show({ kind: 'approving', uncertain: true }),
  );
  if (outcome.kind === 'notSealed') {
    show({ kind: 'failed', message: outcome.message });
    return;
  }
  const { body } = outcome.transaction;
  // The journal has it: where the replica cannot take it now, it does at the next start.
  await book.insert(outcome.transaction).catch(() => undefined);
  if (body.kind === 'return') {
    show({ kind: 'approved', body });
  }
}
