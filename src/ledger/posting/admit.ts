import type { ChainHead } from '../../domain/seal.ts';
import type { PushResponse } from '../../protocol/push.ts';
import type { PushedText } from '../quarantine/pushedText.ts';
import {
  idKey,
  sequenceKey,
  type Accepted,
  type AdmissionState,
  type QuarantineItem,
  type QuarantineReason,
  type TerminalHead,
} from './admissionState.ts';
import { judge, type Judgement } from './judge.ts';

export type Verdict =
  | { readonly kind: 'accepted'; readonly sequence: number; readonly accepted: Accepted }
  | { readonly kind: 'duplicate'; readonly sequence: number }
  | {
      readonly kind: 'quarantined';
      readonly sequence: number;
      readonly reason: QuarantineReason;
      readonly detail: string;
      /** Null where it was there before. */
      readonly item: QuarantineItem | null;
    };

/** Judged last: what is in quarantine for one of these is whole, follows its chain and can be followed. */
const WHOLE_REASONS: ReadonlySet<QuarantineReason> = new Set(['terminalRevoked', 'implausible']);

/** What a batch comes to before anything is posted. */
export interface Admission {
  /** In the order of the batch, up to where it stopped. */
  readonly verdicts: readonly Verdict[];
  readonly head: TerminalHead;
  readonly stopped: PushResponse['stopped'];
}

/** Goes through a batch in order, to its end unless a transaction before one is missing. */
export function admit(state: AdmissionState, batch: readonly PushedText[]): Admission {
  const verdicts: Verdict[] = [];
  const known = new Map(state.known);
  const quarantined = new Map(state.quarantined);
  const gaps = new Set(state.gaps);
  let { head } = state;
  let previousSequence: number | null = null;
  let forkedAt: number | null = null;
  for (const pushed of batch) {
    // A batch ascends: what does not even say its sequence stands behind the one before it.
    const sequence: number = pushed.claimed.sequence ?? (previousSequence ?? head.sequence) + 1;
    previousSequence = sequence;
    const judgement = judge({ ...state, known, quarantined, gaps, head }, pushed, sequence);
    if (judgement.kind === 'gap') {
      const stopped = gapStop(sequence, head.sequence + 1);
      return { verdicts, head, stopped: forkStop(forkedAt, head) ?? stopped };
    }
    const verdict = verdictOf(judgement, pushed, sequence, head);
    verdicts.push(verdict);
    if (verdict.kind === 'accepted') {
      const { transaction } = verdict.accepted;
      known.set(sequenceKey(sequence), transaction.hash);
      known.set(idKey(transaction.body.transactionId), transaction.hash);
      gaps.delete(sequence);
      head =
        sequence >= head.sequence ? { sequence, hash: transaction.hash, verified: true } : head;
    } else if (verdict.kind === 'quarantined') {
      forkedAt ??= verdict.reason === 'forked' ? sequence : null;
      quarantined.set(pushed.quarantineId, { reason: verdict.reason, status: 'open' });
      if (verdict.item?.inChain === true) {
        gaps.add(sequence);
        head = {
          sequence,
          hash: verdict.item.hash,
          verified: WHOLE_REASONS.has(verdict.reason),
        };
      }
    }
  }
  return { verdicts, head, stopped: forkStop(forkedAt, head) };
}

function verdictOf(
  judgement: Exclude<Judgement, { kind: 'gap' }>,
  pushed: PushedText,
  sequence: number,
  head: TerminalHead,
): Verdict {
  switch (judgement.kind) {
    case 'accepted':
      return { kind: 'accepted', sequence, accepted: judgement.accepted };
    case 'duplicate':
      return { kind: 'duplicate', sequence };
    case 'known': {
      const { reason } = judgement;
      return {
        kind: 'quarantined',
        sequence,
        reason,
        detail: 'It waits there already.',
        item: null,
      };
    }
    case 'quarantine': {
      const { reason, detail } = judgement;
      const item: QuarantineItem = {
        pushed,
        sequence,
        hash: pushed.claimed.hash ?? pushed.quarantineId.padEnd(64, '0'),
        reason,
        detail,
        inChain: reason !== 'forked' && sequence === head.sequence + 1,
      };
      return { kind: 'quarantined', sequence, reason, detail, item };
    }
  }
}

function gapStop(sequence: number, expectedSequence: number): PushResponse['stopped'] {
  const message = `A transaction is missing: the ledger expects sequence ${expectedSequence}.`;
  return { sequence, code: 'sequenceGap', message, expectedSequence };
}

function forkStop(forkedAt: number | null, head: ChainHead): PushResponse['stopped'] {
  return forkedAt === null
    ? null
    : {
        sequence: forkedAt,
        code: 'ledgerAhead',
        message:
          'This terminal sold on from an older copy of its disk, or runs twice. What it sold is kept; enrol it again with a new code before it sells on.',
        expectedSequence: head.sequence + 1,
      };
}
