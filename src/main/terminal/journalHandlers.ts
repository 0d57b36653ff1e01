import { fail, ok, type Result } from '../../domain/result.ts';
import type { SealedTransaction, TransactionDraft } from '../../domain/transaction.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { IpcError } from '../../ipc/result.ts';
import { transactionDraftSchema } from '../../protocol/transaction.ts';
import type { EnrolledTerminal } from './enrolledTerminal.ts';
import { badMessage, notEnrolled } from './ipcFailures.ts';

type JournalHandlers = Pick<
  HostHandlers,
  'journal.append' | 'journal.read' | 'journal.witness' | 'journal.status'
>;

/** Of a terminal, what these channels need. */
type JournalTerminal = Pick<EnrolledTerminal, 'journal'> & Partial<EnrolledTerminal>;

/** The electronic journal's channels; `terminal` gives null before enrolment, `seal` seals what is asked or refuses it. */
export function journalHandlers<Terminal extends JournalTerminal>(
  terminal: () => Terminal | null,
  seal: (
    terminal: Terminal,
    draft: TransactionDraft,
  ) => Promise<Result<SealedTransaction, IpcError>>,
): JournalHandlers {
  return {
    'journal.append': async ({ draft }) => {
      const parsed = transactionDraftSchema.safeParse(draft);
      if (!parsed.success) {
        return badMessage('sale', parsed.error.issues[0]?.path ?? []);
      }
      const enrolled = terminal();
      if (enrolled === null) {
        return notEnrolled();
      }
      const sealed = await seal(enrolled, parsed.data);
      return sealed.ok ? ok({ transaction: { ...sealed.value } }) : fail(sealed.error);
    },
    'journal.read': async ({ afterSequence, limit }) => {
      const enrolled = terminal();
      if (enrolled === null) {
        return notEnrolled();
      }
      const found = await enrolled.journal.read(afterSequence, limit);
      return found.ok
        ? ok({ transactions: found.value.map((transaction) => ({ ...transaction })) })
        : fail(found.error);
    },
    'journal.witness': async (head) => {
      const enrolled = terminal();
      if (enrolled === null) {
        return notEnrolled();
      }
      await enrolled.journal.witness(head);
      return ok({});
    },
    'journal.status': async () => {
      const enrolled = terminal();
      if (enrolled === null) {
        return notEnrolled();
      }
      const status = enrolled.journal.status();
      const clockJumpMs = enrolled.clockJumpMs?.() ?? null;
      return Promise.resolve(ok({ ...status, damage: [...status.damage], clockJumpMs }));
    },
  };
}
