import { z } from 'zod';
import type { ChainHead } from '../../domain/seal.ts';
import { base64Schema, hashSchema, idSchema } from '../../protocol/primitives.ts';
import { systemErrorCode } from '../files/atomicFile.ts';
import type { DamageList } from './damage.ts';
import { openRecord, sealRecord, type RecordSeal } from './signedRecord.ts';
import { verifyBy } from './verifyBy.ts';

const PURPOSE = 'loyalty-journal-mark/1';

const headSchema = z.strictObject({ sequence: z.int().min(0), hash: hashSchema });

const markSchema = z.strictObject({
  terminalId: idSchema,
  /** Names the enrolment: the mark of an earlier one says nothing of what may be sold now. */
  enrolmentId: z.string().max(64),
  /** The terminal's Ed25519 key, 32 bytes, base64, for those who verify the journal without its secrets. */
  publicKey: base64Schema,
  /** The chain's end: durable before this was written. */
  head: headSchema,
  /** From `firstSegment` to `lastSegment` every segment was there; `lastSegment` is 0 before the first. */
  firstSegment: z.int().min(1),
  lastSegment: z.int().min(0),
  /** The chain before `firstSegment`: what is below was pruned, or was before the enrolment. */
  start: headSchema,
  /** Up to here the ledger has confirmed the chain. */
  confirmed: headSchema,
});

/** The high-water mark of a journal, kept apart from it, so that a journal that lost something is known. */
export type JournalMark = Readonly<z.infer<typeof markSchema>>;

/** One place where the mark is kept. Both reject with an error when the place cannot be used. */
export interface MarkCopy {
  /** For messages, e.g. "in the profile". */
  readonly place: string;
  /** Null where nothing was kept. */
  read(): Promise<Uint8Array | null>;
  /** Keeps `content` durably, in place of what was there. */
  write(content: Uint8Array): Promise<void>;
}

/** Whose marks count. */
export interface MarkOwner {
  readonly terminalId: string;
  readonly enrolmentId: string;
  readonly publicKey: string;
}

/** What the copies say together. */
export interface FoundMarks {
  /** The furthest of this enrolment, null where there is none. */
  readonly mark: JournalMark | null;
  /** Whether a copy is there that cannot be read. */
  readonly anyDamaged: boolean;
  /** How far the journal of an earlier enrolment went, null for none. */
  readonly earlier: JournalMark | null;
}

/** Reads all copies. What is wrong with one is listed as damage; the others count. */
export async function readMarks(
  copies: readonly MarkCopy[],
  owner: MarkOwner,
  seal: Pick<RecordSeal, 'verify'>,
  damage: DamageList,
): Promise<FoundMarks> {
  let mark: JournalMark | null = null;
  let earlier: JournalMark | null = null;
  let anyDamaged = false;
  for (const copy of copies) {
    const bytes = await copy.read().catch((error: unknown) => {
      anyDamaged = true;
      damage.add('mark', `the mark ${copy.place} cannot be read (${systemErrorCode(error)})`);
      return null;
    });
    if (bytes === null) {
      continue;
    }
    const found = openMark(seal, bytes) ?? earlierMark(bytes, owner);
    if (found === null) {
      anyDamaged = true;
      damage.add('mark', `the mark ${copy.place} is damaged`);
    } else if (found.terminalId === owner.terminalId) {
      if (found.enrolmentId === owner.enrolmentId) {
        mark = further(mark, found);
      } else {
        earlier = further(earlier, found);
      }
    }
  }
  return { mark, earlier, anyDamaged };
}

/** The mark in `bytes`, or null where they are damaged or of another key. */
export function openMark(seal: Pick<RecordSeal, 'verify'>, bytes: Uint8Array): JournalMark | null {
  return openRecord(seal, PURPOSE, markSchema, bytes);
}

/** The mark in `bytes` by the key that it names itself: it shows damage, not forgery. */
export function openMarkByItsKey(bytes: Uint8Array): JournalMark | null {
  const named = /"publicKey":"([A-Za-z0-9+/=]{44})"/.exec(new TextDecoder().decode(bytes))?.[1];
  return named === undefined ? null : openMark({ verify: verifyBy(named) }, bytes);
}

/** The mark of an earlier enrolment, which had another key. */
function earlierMark(bytes: Uint8Array, owner: MarkOwner): JournalMark | null {
  const mark = openMarkByItsKey(bytes);
  return mark !== null && mark.enrolmentId !== owner.enrolmentId ? mark : null;
}

/** The bytes of a mark. */
export function sealMark(seal: Pick<RecordSeal, 'sign'>, mark: JournalMark): Uint8Array {
  return sealRecord(seal, PURPOSE, { ...mark });
}

/** Whether two places in the chain are the same. */
export function sameHead(one: ChainHead, other: ChainHead): boolean {
  return one.sequence === other.sequence && one.hash === other.hash;
}

function further(one: JournalMark | null, other: JournalMark): JournalMark {
  if (one === null || other.head.sequence !== one.head.sequence) {
    return one === null || other.head.sequence > one.head.sequence ? other : one;
  }
  // Of the same end of the chain the later one has pruned more, or knows more to be confirmed.
  const later =
    other.firstSegment !== one.firstSegment
      ? other.firstSegment > one.firstSegment
      : other.confirmed.sequence > one.confirmed.sequence;
  return later ? other : one;
}
