import type { Result } from '../../../domain/result.ts';
import type { TransactionDraft } from '../../../domain/transaction.ts';
import type { HostBridge, Response } from '../../../ipc/contract.ts';
import type { IpcError } from '../../../ipc/result.ts';

/** A journal of the host's that seals: the terminal's own, or that of training. */
export interface SealJournal {
  /** Where its chain ends. */
  status(): Promise<Result<{ readonly sequence: number }, IpcError>>;
  append(draft: TransactionDraft): Promise<Result<Response<'journal.append'>, IpcError>>;
  /** Sealed transactions with a sequence above `afterSequence`, ascending. */
  read(afterSequence: number, limit: number): Promise<Result<Response<'journal.read'>, IpcError>>;
}

type Asking = Pick<HostBridge, 'request'>;

/** The terminal's journal: what it seals is sold. */
export function terminalJournal(bridge: Asking): SealJournal {
  return {
    status: () => bridge.request('journal.status', {}),
    append: (draft) => bridge.request('journal.append', { draft: { ...draft } }),
    read: (afterSequence, limit) => bridge.request('journal.read', { afterSequence, limit }),
  };
}

/** The journal of training: what it takes is practised, signed by nobody and known to no ledger. */
export function trainingJournal(bridge: Asking): SealJournal {
  return {
    status: () => bridge.request('training.status', {}),
    append: (draft) => bridge.request('training.append', { draft: { ...draft } }),
    read: (afterSequence, limit) => bridge.request('training.read', { afterSequence, limit }),
  };
}
