import { ok, type Result } from '../../domain/result.ts';
import { GENESIS_HEAD, type ChainHead } from '../../domain/seal.ts';
import type { ChainRules } from './chainWalker.ts';
import { DamageList } from './damage.ts';
import { DiskSpace } from './diskSpace.ts';
import { verifyAfterFailedSync } from './failedSync.ts';
import type { JournalCore } from './journalCore.ts';
import type { JournalFailure } from './journalFailure.ts';
import { readMarks, type FoundMarks, type JournalMark } from './journalMark.ts';
import type { JournalOptions } from './journalOptions.ts';
import { readTransactions } from './journalReader.ts';
import { MarkKeeper } from './markKeeper.ts';
import { recoverJournal, type RecoveredJournal } from './recovery.ts';
import { SegmentWriter } from './segmentWriter.ts';
import { whyStopped } from './standing.ts';

/** What an open journal is made of. */
export interface JournalParts {
  readonly core: JournalCore;
  readonly writer: SegmentWriter;
  readonly marks: MarkKeeper;
  readonly space: DiskSpace | null;
}

const NO_MARKS: FoundMarks = { mark: null, earlier: null, anyDamaged: false };

/** Finds the journal as it lies and compares it with its mark. Rejects with a system error where the disk fails. */
export async function openParts(
  options: JournalOptions,
): Promise<Result<JournalParts, JournalFailure>> {
  const { directory, fileSystem, mark, terminal, sha256Hex, verify } = options;
  const place = { directory, fileSystem };
  const rules: ChainRules = { terminalId: terminal.terminalId, sha256Hex, verify };
  const damage = new DamageList();
  const marks =
    mark === undefined
      ? NO_MARKS
      : await readMarks(mark.copies, { ...mark, terminalId: rules.terminalId }, options, damage);
  const found = await recoverJournal({
    ...rules,
    ...place,
    damage,
    head: options.head,
    firstSegment: marks.mark?.firstSegment ?? 1,
  });
  if (!found.ok) {
    return found;
  }
  const { segments, head } = found.value;
  const numbers = segments.map(({ segment }) => segment);
  const hashAtMark = await hashAt({ ...rules, ...place }, found.value, marks.mark?.head ?? null);
  const start = startOf(found.value, marks);
  const core: JournalCore = {
    options,
    place,
    rules,
    segments,
    damage,
    head,
    start,
    confirmed: furthest([start, options.head, marks.mark?.confirmed ?? GENESIS_HEAD]),
    firstSegment: marks.mark?.firstSegment ?? (marks.earlier === null ? 1 : unbrokenFrom(numbers)),
    stopped: mark === undefined ? null : whyStopped({ segments: numbers, head }, marks, hashAtMark),
  };
  noteEarlier(core, marks.earlier);
  const keeper = new MarkKeeper(core, marks.mark);
  await keeper.keep();
  const space = options.space === undefined ? null : new DiskSpace(place, options.space);
  await space?.open();
  const writer = new SegmentWriter({
    ...found.value,
    ...place,
    terminalId: rules.terminalId,
    onFailedSync: (index, error) => verifyAfterFailedSync(core, index, error),
    ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
  });
  return ok({ core, writer, marks: keeper, space });
}

/** The hash of the transaction at `head`; null where it cannot be had from this journal. */
async function hashAt(
  reading: Parameters<typeof readTransactions>[0],
  { head, segments }: RecoveredJournal,
  wanted: ChainHead | null,
): Promise<string | null> {
  if (wanted === null || wanted.sequence === head.sequence) {
    return wanted === null ? null : head.hash;
  }
  const [found] = await readTransactions(reading, segments, wanted.sequence - 1, 1);
  return found?.body.sequence === wanted.sequence ? found.hash : null;
}

/** Where the journal rightly begins: what a missing segment held is not taken for pruned. */
function startOf(found: RecoveredJournal, { mark, earlier }: FoundMarks): ChainHead {
  const known = mark?.start ?? earlier?.start;
  const first = found.segments[0]?.segment ?? 1;
  return known ?? (first === 1 ? found.start : GENESIS_HEAD);
}

/** The first of the segments at the end of the list between which none is missing. */
function unbrokenFrom(numbers: readonly number[]): number {
  const last = numbers.at(-1) ?? 0;
  const broken = numbers.findLastIndex((number, at) => last - number !== numbers.length - 1 - at);
  return numbers[broken + 1] ?? last + 1;
}

/** A new enrolment goes on from the ledger's head; what the earlier one had lost is told all the same. */
function noteEarlier(core: JournalCore, earlier: JournalMark | null): void {
  if (earlier !== null && earlier.head.sequence > core.head.sequence) {
    const message = `under an earlier enrolment this journal had gone up to transaction ${earlier.head.sequence}`;
    core.damage.add('mark', message);
  }
}

function furthest(heads: readonly [ChainHead, ...ChainHead[]]): ChainHead {
  return heads.reduce((one, other) => (other.sequence > one.sequence ? other : one));
}
