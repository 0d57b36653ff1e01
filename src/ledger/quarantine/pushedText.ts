import type { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import {
  hashSchema,
  idSchema,
  sequenceSchema,
  transactionIdSchema,
} from '../../protocol/primitives.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import { sha256Hex } from '../chain/crypto.ts';

/** The most characters that quarantine keeps of one transaction: more than a journal's record can hold. */
const MAXIMUM_RAW_CHARACTERS = 1 << 20;

/** One transaction of a push before anything in it is believed. */
export interface PushedText {
  readonly value: unknown;
  /** Parsed; or the path to what keeps it from having a transaction's shape. */
  readonly transaction: Result<SealedTransaction, string>;
  /** Its JSON text, members sorted. Made where it is asked for: what is posted needs none. */
  readonly text: string;
  /** Names this very text: the same that comes again is known by it. */
  readonly quarantineId: string;
  /** What it claims to be; null where it does not even say that. */
  readonly claimed: Claimed;
}

interface Claimed {
  readonly sequence: number | null;
  readonly transactionId: string | null;
  readonly hash: string | null;
  readonly memberId: string | null;
}

/** Reads a pushed value as far as it can be read. */
export function readPushed(value: unknown): PushedText {
  const parsed = sealedTransactionSchema.safeParse(value);
  if (parsed.success) {
    const { body, hash } = parsed.data;
    const { sequence, transactionId } = body;
    const memberId = body.member?.kind === 'member' ? body.member.memberId : null;
    return new Pushed(value, ok(parsed.data), { sequence, transactionId, hash, memberId });
  }
  return new Pushed(value, fail(parsed.error.issues[0]?.path.join('.').slice(0, 200) ?? ''), {
    sequence: valueAt(sequenceSchema, value, 'body', 'sequence'),
    transactionId: valueAt(transactionIdSchema, value, 'body', 'transactionId'),
    hash: valueAt(hashSchema, value, 'hash'),
    memberId: valueAt(idSchema, value, 'body', 'member', 'memberId'),
  });
}

class Pushed implements PushedText {
  readonly value: unknown;
  readonly transaction: Result<SealedTransaction, string>;
  readonly claimed: Claimed;
  #whole: string | null = null;

  constructor(value: unknown, transaction: Pushed['transaction'], claimed: Claimed) {
    this.value = value;
    this.transaction = transaction;
    this.claimed = claimed;
  }

  get text(): string {
    return this.#json().slice(0, MAXIMUM_RAW_CHARACTERS);
  }

  get quarantineId(): string {
    return sha256Hex(this.#json()).slice(0, 32);
  }

  #json(): string {
    this.#whole ??= jsonOf(this.value);
    return this.#whole;
  }
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, sortedMembers);
  } catch {
    // Only what is nested deeper than the stack gets here; nobody seals that.
    return '"nested too deeply to be kept"';
  }
}

/** The order of members says nothing: the same transaction has one text, whoever wrote it out. */
function sortedMembers(_key: string, member: unknown): unknown {
  return typeof member === 'object' && member !== null && !Array.isArray(member)
    ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
    : member;
}

function valueAt<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  ...path: readonly string[]
): Value | null {
  let place: unknown = value;
  for (const step of path) {
    place =
      typeof place === 'object' && place !== null && Object.hasOwn(place, step)
        ? Object.getOwnPropertyDescriptor(place, step)?.value
        : undefined;
  }
  const parsed = schema.safeParse(place);
  return parsed.success ? parsed.data : null;
}
