import type { ChainHead } from '../../domain/seal.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import type { PushedText } from '../quarantine/pushedText.ts';
import type { Plausibility } from './plausibility.ts';
import type { ExceptionReason } from './postingException.ts';

/** Why a transaction cannot be posted for what it is. */
export const quarantineReasons = [
  'malformed',
  'altered',
  'badSignature',
  'foreignTerminal',
  'idReused',
  'unknownProgramme',
  'forked',
  'terminalRevoked',
  'implausible',
] as const satisfies readonly ExceptionReason[];
export type QuarantineReason = (typeof quarantineReasons)[number];

/** Where something in quarantine stands with those who decide. */
export const quarantineStatuses = ['open', 'posted', 'dismissed', 'superseded'] as const;

/** What the ledger knows of the terminal and of what it already has of this batch. */
export interface AdmissionState {
  readonly terminalId: string;
  /** Those of the batch that the terminal's key signed. */
  readonly signed: ReadonlySet<SealedTransaction>;
  /** A revoked terminal's transactions are kept, but a person decides whether they are posted. */
  readonly revoked: boolean;
  readonly head: TerminalHead;
  /** Hash of each posted or parked transaction, by `sequenceKey` and by `idKey`. */
  readonly known: ReadonlyMap<string, string>;
  /** What is in quarantine already, by its id. */
  readonly quarantined: ReadonlyMap<string, KnownQuarantine>;
  /** Sequences of the chain at which something in quarantine stands. */
  readonly gaps: ReadonlySet<number>;
  readonly hasProgramme: (programmeId: string, version: number) => boolean;
  /** Asked only of transactions whose programme version is there. */
  readonly implausibility: Plausibility;
}

/** The end of a terminal's chain at the ledger. */
export interface TerminalHead extends ChainHead {
  /** False while the transaction there is in quarantine: its hash says nothing then. */
  readonly verified: boolean;
}

export interface KnownQuarantine {
  readonly reason: QuarantineReason;
  readonly status: (typeof quarantineStatuses)[number];
}

/** A transaction that goes to quarantine now. */
export interface QuarantineItem {
  readonly pushed: PushedText;
  readonly sequence: number | null;
  /** What the head became with it. */
  readonly hash: string;
  readonly reason: QuarantineReason;
  readonly detail: string;
  /** Whether it stands in the chain: the ledger's head has moved past it. */
  readonly inChain: boolean;
}

/** A transaction that is posted or parked now. */
export interface Accepted {
  readonly transaction: SealedTransaction;
  /** False directly behind something in quarantine, where the previous hash cannot be checked. */
  readonly previousVerified: boolean;
  /** It takes the place of something in quarantine: what came before under its sequence was not the real one. */
  readonly supersedes: boolean;
}

export const sequenceKey = (sequence: number): string => `#${sequence}`;
export const idKey = (transactionId: string): string => `id ${transactionId}`;

/** Whether the ledger has the very transaction, under its sequence and under its id. */
export function isKnown(
  known: AdmissionState['known'],
  { body, hash }: SealedTransaction,
): boolean {
  return (
    known.get(sequenceKey(body.sequence)) === hash && known.get(idKey(body.transactionId)) === hash
  );
}
