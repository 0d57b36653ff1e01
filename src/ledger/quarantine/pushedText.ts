import type { z } from 'zod';
import { hashSchema, sequenceSchema, transactionIdSchema } from '../../protocol/primitives.ts';
import { sha256Hex } from '../chain/crypto.ts';

/** The most characters that quarantine keeps of one transaction: more than a journal's record can hold. */
const MAXIMUM_RAW_CHARACTERS = 1 << 20;

/** One transaction of a push before anything in it is believed. */
export interface PushedText {
  readonly value: unknown;
  /** Its JSON text, members sorted. */
  readonly text: string;
  /** Names this very text: the same that comes again is known by it. */
  readonly quarantineId: string;
  /** What it claims to be; null where it does not even say that. */
  readonly claimed: {
    readonly sequence: number | null;
    readonly transactionId: string | null;
    readonly hash: string | null;
  };
}

/** Reads as much of a pushed value as quarantine has to know of it. */
export function readPushed(value: unknown): PushedText {
  const text = jsonOf(value);
  return {
    value,
    text: text.slice(0, MAXIMUM_RAW_CHARACTERS),
    quarantineId: sha256Hex(text).slice(0, 32),
    claimed: {
      sequence: valueAt(sequenceSchema, value, 'body', 'sequence'),
      transactionId: valueAt(transactionIdSchema, value, 'body', 'transactionId'),
      hash: valueAt(hashSchema, value, 'hash'),
    },
  };
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
