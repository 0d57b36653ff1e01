import { fail, ok, type Result } from '../../domain/result.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { IpcError } from '../../ipc/result.ts';
import { transactionDraftSchema } from '../../protocol/transaction.ts';
import type { PinCheck } from '../operators/pinCheck.ts';
import type { Training } from '../training/training.ts';
import type { TrainingJournal } from '../training/trainingJournal.ts';
import type { EnrolledTerminal } from './enrolledTerminal.ts';
import { badMessage, internal, notEnrolled, notInThisMode } from './ipcFailures.ts';
import type { TerminalPorts } from './nodePorts.ts';

type TrainingHandlers = Pick<
  HostHandlers,
  'training.begin' | 'training.end' | 'training.status' | 'training.append' | 'training.read'
>;

/** What training works with. */
export interface TrainingOwner {
  readonly training: Training;
  readonly pinCheck: PinCheck;
  readonly ports: TerminalPorts;
  /** Null before enrolment. */
  readonly terminal: () => Pick<EnrolledTerminal, 'record'> | null;
}

/** The channels of training mode. */
export function trainingHandlers(owner: TrainingOwner): TrainingHandlers {
  const { training, pinCheck, ports } = owner;
  const verified = async (
    request: Parameters<HostHandlers['training.begin']>[0],
    act: () => Promise<Result<void, string>>,
  ): ReturnType<HostHandlers['training.begin']> => {
    if (owner.terminal() === null) {
      return notEnrolled();
    }
    const { operatorId, pin, verifier } = request;
    const answer = await pinCheck.verify({ operatorId, pin, verifier });
    if (!answer.ok) {
      return internal(answer.error.message);
    }
    const done = answer.value.verified ? await act() : ok(undefined);
    return done.ok ? answer : internal(done.error);
  };
  const practised = (): Result<TrainingJournal, IpcError> =>
    training.journal === null
      ? notInThisMode('Training has ended. Start the page again to sell.')
      : ok(training.journal);
  return {
    'training.begin': (request) => verified(request, () => training.begin()),
    'training.end': (request) => verified(request, () => training.end()),
    'training.status': async () => {
      const journal = practised();
      return Promise.resolve(journal.ok ? ok({ sequence: journal.value.sequence }) : journal);
    },
    'training.append': async ({ draft }) => {
      const parsed = transactionDraftSchema.safeParse(draft);
      if (!parsed.success) {
        return badMessage('sale', parsed.error.issues[0]?.path ?? []);
      }
      const journal = practised();
      const terminal = owner.terminal();
      if (!journal.ok || terminal === null) {
        return journal.ok ? notEnrolled() : journal;
      }
      const { store } = terminal.record;
      const appended = await journal.value.append({ ...ports, store }, parsed.data);
      return appended.ok
        ? ok({ transaction: { ...appended.value } })
        : fail({ code: 'notInThisMode', message: appended.error });
    },
    'training.read': async ({ afterSequence, limit }) => {
      const journal = practised();
      return Promise.resolve(
        journal.ok
          ? ok({
              transactions: journal.value
                .read(afterSequence, limit)
                .map((transaction) => ({ ...transaction })),
            })
          : journal,
      );
    },
  };
}

const APART =
  'This terminal is in training: nothing is sold, held or decided. Start the page again.';

/** What a page may ask of the ledger for the sale at hand, or decide there; the rest is the replica's own upkeep. */
const dealings: readonly string[] = ['placeHold', 'resolveException'];

/** Handlers under which nothing is sold, held, allowed or decided for real while the terminal is in training (invariant 10). */
export function apartInTraining(handlers: HostHandlers, training: Training): HostHandlers {
  const { 'journal.append': append, 'ledger.exchange': exchange } = handlers;
  const grant = handlers['operators.grantOverride'];
  const refused = () => Promise.resolve(notInThisMode(APART));
  return {
    ...handlers,
    'journal.append': (request) => (training.journal === null ? append(request) : refused()),
    'ledger.exchange': (request) =>
      training.journal !== null && dealings.includes(request.operation)
        ? refused()
        : exchange(request),
    'operators.grantOverride': (request) =>
      training.journal === null ? grant(request) : refused(),
  };
}
