import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { GENESIS_HEAD, type ChainHead } from '../../../domain/seal.ts';
import { fail, ok, type Result } from '../../../domain/result.ts';
import type { SealedTransaction } from '../../../domain/transaction.ts';
import { ChainWalker, type Step } from '../chainWalker.ts';
import { DamageList } from '../damage.ts';
import { findSegments, type FoundSegment } from '../findSegments.ts';
import { readRange } from '../journalFileSystem.ts';
import { openMark, openMarkByItsKey, sameHead, type JournalMark } from '../journalMark.ts';
import { maybeTornAppend, payloadOf, scanRecords, withoutReserve } from '../segmentScan.ts';
import { SET_ASIDE, withFile, type JournalPlace } from '../segmentStore.ts';
import { whyStopped } from '../standing.ts';
import type { JournalReport, SegmentReport } from './journalReport.ts';
import { verifyBy } from '../verifyBy.ts';

/** What is looked at, and how. Nothing is ever written. */
export interface InspectOptions extends JournalPlace {
  /** The terminal's raw Ed25519 key, base64; null for the one that the mark names. */
  readonly publicKey: string | null;
  /** What lies in the file of the mark; null for none. */
  readonly mark: Uint8Array | null;
  /** Hears every transaction of the chain, ascending. */
  readonly onTransaction: (transaction: SealedTransaction) => void;
}

/**
 * Reads a whole journal: frames, checksums, chain, signatures, mark. Works while a terminal writes it. Fails with a
 * sentence where there is none or it is of a newer program; rejects with a system error where the disk fails.
 */
export async function inspectJournal(
  options: InspectOptions,
): Promise<Result<JournalReport, string>> {
  const found = await findSegments(options, null);
  if (!found.ok) {
    return fail(found.error.message);
  }
  const { mark, publicKey, keyFrom } = keyAndMark(options);
  if (found.value.length === 0 && options.mark === null) {
    return fail('There is no journal in this folder.');
  }
  const walk = new Walk(options, found.value, mark, publicKey);
  const segments: SegmentReport[] = [];
  for (const position of found.value.keys()) {
    segments.push(await walk.segment(position));
  }
  const { damage, head, start } = walk;
  if (options.mark !== null && mark === null) {
    damage.add('mark', 'the mark is damaged, or of another key');
  }
  const numbers = found.value.map(({ segment }) => segment);
  if (mark !== null) {
    const hashAtMark = walk.hashes.get(mark.head.sequence) ?? null;
    const marks = { mark, earlier: null, anyDamaged: false };
    const reason = whyStopped({ segments: numbers, head }, marks, hashAtMark);
    if (reason !== null) {
      damage.add('mark', reason.split('. ')[0] ?? reason);
    }
  } else if ((numbers[0] ?? 1) > 1) {
    walk.notes.push(
      'its first segments are not here: pruned, or lost; only the mark in the profile can tell',
    );
  }
  const invalid = walk.invalidSignatures;
  return ok({
    terminalId: walk.terminalId,
    ok: damage.entries.length === 0 && invalid === 0,
    segments,
    transactions: walk.transactions,
    start,
    head,
    signatures: keyFrom === null ? null : { checked: walk.transactions, invalid, keyFrom },
    mark:
      mark === null
        ? null
        : {
            sequence: mark.head.sequence,
            lastSegment: mark.lastSegment,
            confirmedSequence: mark.confirmed.sequence,
          },
    damage: damage.entries,
    notes: walk.notes,
  });
}

function keyAndMark({ mark, publicKey }: InspectOptions): {
  readonly mark: JournalMark | null;
  readonly publicKey: string | null;
  readonly keyFrom: 'command line' | 'mark' | null;
} {
  if (publicKey !== null) {
    const opened = mark === null ? null : openMark({ verify: verifyBy(publicKey) }, mark);
    return { mark: opened, publicKey, keyFrom: 'command line' };
  }
  const opened = mark === null ? null : openMarkByItsKey(mark);
  return { mark: opened, publicKey: opened?.publicKey ?? null, keyFrom: opened && 'mark' };
}

/** One way through all segments. */
class Walk {
  readonly damage = new DamageList();
  readonly notes: string[] = [];
  /** The hash at the mark's place in the chain, as far as it was met. */
  readonly hashes = new Map<number, string>();
  readonly terminalId: string | null;
  readonly start: ChainHead;
  transactions = 0;
  invalidSignatures = 0;
  readonly #options: InspectOptions;
  readonly #found: readonly FoundSegment[];
  readonly #walker: ChainWalker;
  readonly #verify: ((text: string, signature: string) => boolean) | null;
  readonly #mark: JournalMark | null;

  constructor(
    options: InspectOptions,
    found: readonly FoundSegment[],
    mark: JournalMark | null,
    publicKey: string | null,
  ) {
    this.#options = options;
    this.#found = found;
    this.#mark = mark;
    this.terminalId =
      found.find(({ header }) => header !== null)?.header?.terminalId ?? mark?.terminalId ?? null;
    this.#verify = publicKey === null ? null : verifyBy(publicKey);
    const first = found.find(({ segment }) => segment >= (mark?.firstSegment ?? 1));
    this.start = found[0]?.header?.head ?? first?.header?.head ?? mark?.start ?? GENESIS_HEAD;
    this.#walker = new ChainWalker(
      {
        terminalId: this.terminalId ?? '',
        sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
        verify: this.#verify ?? (() => true),
      },
      this.start,
    );
    this.#noteHash(this.start);
  }

  get head(): ChainHead {
    return this.#walker.head;
  }

  /** Reads the segment at `position`. */
  async segment(position: number): Promise<SegmentReport> {
    const segment = this.#found[position];
    if (segment === undefined) {
      throw new RangeError('a segment is read that was not found');
    }
    const { name, sizeBytes, startOffset } = segment;
    const label = basename(name);
    this.#enter(segment, this.#found[position - 1] ?? null);
    const bytes = await withFile(this.#options, name, 'read', async (file) =>
      withoutReserve(await readRange(file, 0, sizeBytes)),
    );
    const isLast = position === this.#found.length - 1;
    const limit = this.#endOf(position);
    const sequences: number[] = [];
    for (const piece of scanRecords(bytes, startOffset)) {
      if (piece.kind === 'record') {
        this.#take(label, this.#walker.take(payloadOf(bytes, piece), limit), sequences);
      } else if (isLast && piece.end === bytes.length && maybeTornAppend(bytes, piece)) {
        this.notes.push(
          `${label} ends in a record that is not whole: a sale was being written, or the power failed; it was not approved`,
        );
      } else {
        this.damage.add(label, `bytes ${piece.offset} to ${piece.end} are unreadable`);
      }
    }
    return {
      name,
      setAside: name.startsWith(SET_ASIDE),
      sizeBytes,
      transactions: sequences.length,
      firstSequence: sequences[0] ?? null,
      lastSequence: sequences.at(-1) ?? null,
    };
  }

  #enter({ name, header, segment }: FoundSegment, before: FoundSegment | null): void {
    const label = basename(name);
    if (header === null) {
      this.damage.add(label, 'its header is damaged, or that of another segment');
      return;
    }
    if (header.terminalId !== this.terminalId) {
      this.damage.add(label, `it is of terminal ${header.terminalId}`);
    }
    const { firstSegment, start } = this.#mark ?? { firstSegment: 1, start: this.start };
    if (segment === firstSegment && sameHead(header.head, start)) {
      // What was pruned lies between an older segment that was set aside and this one.
      this.#walker.continueFrom(header.head);
      return;
    }
    if (before !== null && segment !== before.segment + 1) {
      this.damage.add(
        label,
        `segments ${before.segment + 1} to ${segment - 1} are missing before it`,
      );
    }
    if (header.head.sequence > this.head.sequence) {
      this.damage.add(
        label,
        `transactions ${this.head.sequence + 1} to ${header.head.sequence} are missing before it`,
      );
      this.#walker.continueFrom(header.head);
    } else if (header.head.sequence === this.head.sequence && header.head.hash !== this.head.hash) {
      this.damage.add(label, 'it does not follow the segment before it');
    }
  }

  #take(label: string, step: Step, sequences: number[]): void {
    if (step.damage !== null) {
      this.damage.add(label, step.damage);
    }
    if (step.kind !== 'accepted') {
      return;
    }
    const { body, hash, signature } = step.transaction;
    if (this.#verify !== null && !this.#verify(hash, signature)) {
      this.invalidSignatures += 1;
      this.damage.add(label, `the signature of transaction ${body.sequence} is not of this key`);
    }
    this.transactions += 1;
    sequences.push(body.sequence);
    this.#noteHash({ sequence: body.sequence, hash });
    this.#options.onTransaction(step.transaction);
  }

  #endOf(position: number): number {
    const next = this.#found.slice(position + 1).find(({ header }) => header !== null);
    return next?.header?.head.sequence ?? Number.MAX_SAFE_INTEGER;
  }

  #noteHash({ sequence, hash }: ChainHead): void {
    if (sequence === this.#mark?.head.sequence) {
      this.hashes.set(sequence, hash);
    }
  }
}
