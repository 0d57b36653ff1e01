import type { Sha256Hex } from '../../domain/ports.ts';
import { transactionHash, type ChainHead } from '../../domain/seal.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import { parseJsonText } from '../files/jsonText.ts';

/** What came of one record. A refused one is no part of the chain; an accepted one may still show that one is missing. */
export type Step =
  | {
      readonly kind: 'accepted';
      readonly transaction: SealedTransaction;
      readonly damage: string | null;
    }
  | { readonly kind: 'refused'; readonly damage: string };

/** How records are proven. */
export interface ChainRules {
  readonly terminalId: string;
  readonly sha256Hex: Sha256Hex;
  readonly verify: (hashText: string, signatureBase64: string) => boolean;
}

/**
 * Follows a terminal's chain through its records. A signature covers a hash and the hash all before it, so signatures
 * are checked only where the chain does not vouch for a record: after a break, and by the caller at the end.
 */
export class ChainWalker {
  readonly #rules: ChainRules;
  #head: ChainHead;
  #signature: string | null = null;

  constructor(rules: ChainRules, head: ChainHead) {
    this.#rules = rules;
    this.#head = head;
  }

  /** The last record accepted, or where the walk began. */
  get head(): ChainHead {
    return this.#head;
  }

  /** Goes on from another place, as a segment's header states it. */
  continueFrom(head: ChainHead): void {
    this.#head = head;
    this.#signature = null;
  }

  /** Whether the last accepted record, and with it the unbroken chain before, is signed; true before the first. */
  headIsSigned(): boolean {
    return this.#signature === null || this.#rules.verify(this.#head.hash, this.#signature);
  }

  /** Takes the next record's payload; refuses what is beyond `lastSequence`. */
  take(payload: Uint8Array, lastSequence: number): Step {
    const parsed = sealedTransactionSchema.safeParse(parseJsonText(payload));
    if (!parsed.success) {
      return refused('a record with a good checksum is not a transaction');
    }
    const transaction = parsed.data;
    const { body, hash, signature } = transaction;
    if (body.terminalId !== this.#rules.terminalId) {
      return refused(`transaction ${body.sequence} is of another terminal`);
    }
    if (transactionHash(body, this.#rules.sha256Hex) !== hash) {
      return refused(`transaction ${body.sequence} was altered: its hash does not match`);
    }
    if (body.sequence > lastSequence) {
      return refused(`transaction ${body.sequence} was given up before its approval`);
    }
    if (body.sequence <= this.#head.sequence) {
      return refused(`a transaction with sequence ${body.sequence} came before`);
    }
    const damage = this.#breakBefore(transaction);
    if (damage !== null && !this.#rules.verify(hash, signature)) {
      return refused(`${damage}, and its signature is not of this terminal's key`);
    }
    this.#head = { sequence: body.sequence, hash };
    this.#signature = signature;
    return { kind: 'accepted', transaction, damage };
  }

  #breakBefore({ body }: SealedTransaction): string | null {
    const expected = this.#head.sequence + 1;
    if (body.sequence !== expected) {
      return `transactions ${expected} to ${body.sequence - 1} are missing`;
    }
    return body.previousHash === this.#head.hash
      ? null
      : `transaction ${body.sequence} does not follow the one before it`;
  }
}

function refused(damage: string): Step {
  return { kind: 'refused', damage };
}
