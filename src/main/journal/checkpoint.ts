import { z } from 'zod';
import { hashSchema, idSchema } from '../../protocol/primitives.ts';
import { crc32c } from './crc32c.ts';
import { readFileOf, replaceFile } from './durableFile.ts';
import type { FoundSegment } from './findSegments.ts';
import { readRange } from './journalFileSystem.ts';
import { openRecord, sealRecord, type RecordSeal } from './signedRecord.ts';
import {
  checkpointName,
  emptyIndex,
  withFile,
  type JournalPlace,
  type SegmentIndex,
} from './segmentStore.ts';

const PURPOSE = 'loyalty-journal-checkpoint/1';
const MAXIMUM_CHECKPOINT_BYTES = 1 << 20;
const CHECKSUM_PIECE_BYTES = 256 << 10;

const headSchema = z.strictObject({ sequence: z.int().min(0), hash: hashSchema });

const checkpointSchema = z.strictObject({
  terminalId: idSchema,
  segment: z.int().min(1),
  /** The chain before the first record and after the last. */
  before: headSchema,
  after: headSchema,
  records: z.int().min(0),
  latestAtMs: z.int().min(0),
  /** Where the last record ends, and CRC32C over the file up to there. */
  endOffset: z.int().min(1),
  crc32c: z.int().min(0),
  marks: z.array(z.strictObject({ offset: z.int().min(1), head: headSchema })),
});

type Checkpoint = z.infer<typeof checkpointSchema>;

/**
 * What a signed checkpoint tells of a closed segment, so that opening need not read its records; null where there is none
 * or it does not fit the segment and the one after it.
 */
export async function trustedIndex(
  place: JournalPlace,
  seal: Pick<RecordSeal, 'verify'>,
  found: FoundSegment,
  lastSequence: number,
): Promise<SegmentIndex | null> {
  const checkpoint = await readCheckpoint(place, seal, found.segment);
  const { header } = found;
  if (
    checkpoint === null ||
    header === null ||
    checkpoint.terminalId !== header.terminalId ||
    checkpoint.segment !== found.segment ||
    checkpoint.before.sequence !== header.head.sequence ||
    checkpoint.before.hash !== header.head.hash ||
    checkpoint.after.sequence !== lastSequence ||
    checkpoint.endOffset > found.sizeBytes
  ) {
    return null;
  }
  const { records, endOffset, after, latestAtMs } = checkpoint;
  return {
    ...emptyIndex({ ...found, before: null, lastSequence }),
    records,
    endOffset,
    after,
    latestAtMs,
    marks: checkpoint.marks,
    checkpoint: 'trusted',
  };
}

/** Keeps a checkpoint of a closed segment whose records this process has proven. Rejects with a system error. */
export async function writeCheckpoint(
  place: JournalPlace,
  seal: Pick<RecordSeal, 'sign'>,
  terminalId: string,
  index: SegmentIndex,
): Promise<void> {
  const { segment, records, endOffset, after, latestAtMs, marks } = index;
  const before = marks[0]?.head ?? after;
  if (before === null || after === null) {
    return;
  }
  const checkpoint: Checkpoint = {
    terminalId,
    segment,
    before,
    after,
    records,
    latestAtMs,
    endOffset,
    crc32c: await checksumUpTo(place, index.name, endOffset),
    marks,
  };
  const bytes = sealRecord(seal, PURPOSE, { ...checkpoint, marks: [...checkpoint.marks] });
  await replaceFile(place, checkpointName(segment), bytes);
}

/** Whether the bytes of a segment are those that its checkpoint tells of. Rejects with a system error. */
export async function hasCheckpointBytes(
  place: JournalPlace,
  seal: Pick<RecordSeal, 'verify'>,
  index: SegmentIndex,
): Promise<boolean> {
  const checkpoint = await readCheckpoint(place, seal, index.segment);
  return (
    checkpoint !== null &&
    (await checksumUpTo(place, index.name, checkpoint.endOffset)) === checkpoint.crc32c
  );
}

async function readCheckpoint(
  place: JournalPlace,
  seal: Pick<RecordSeal, 'verify'>,
  segment: number,
): Promise<Checkpoint | null> {
  const bytes = await readFileOf(place, checkpointName(segment), MAXIMUM_CHECKPOINT_BYTES);
  return bytes === null ? null : openRecord(seal, PURPOSE, checkpointSchema, bytes);
}

/** In pieces, so that a sale never waits long for it. */
async function checksumUpTo(place: JournalPlace, name: string, endOffset: number): Promise<number> {
  return withFile(place, name, 'read', async (file) => {
    let checksum = 0;
    for (let at = 0; at < endOffset; at += CHECKSUM_PIECE_BYTES) {
      const length = Math.min(CHECKSUM_PIECE_BYTES, endOffset - at);
      checksum = crc32c(await readRange(file, at, length), checksum);
    }
    return checksum;
  });
}
