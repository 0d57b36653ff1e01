import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { isSystemError } from '../files/atomicFile.ts';
import type { JournalFailure } from './journalFailure.ts';
import { readRange } from './journalFileSystem.ts';
import { MAXIMUM_HEADER_BYTES, parseHeader, type SegmentHeader } from './segmentFormat.ts';
import { segmentNumber, SET_ASIDE, withFile, type JournalPlace } from './segmentStore.ts';

/** A segment as its name and header present it. */
export interface FoundSegment {
  /** Within the journal's folder. */
  readonly name: string;
  readonly segment: number;
  /** Null where it is damaged, or is that of another segment. */
  readonly header: SegmentHeader | null;
  /** Where records begin; 0 where no header says. */
  readonly startOffset: number;
  readonly sizeBytes: number;
}

/**
 * The segments in a directory, those set aside included, ascending. `terminalId` null takes those of any terminal. Fails
 * where the journal is not for this terminal or this program, and rejects with a system error where the disk fails.
 */
export async function findSegments(
  place: JournalPlace,
  terminalId: string | null,
): Promise<Result<FoundSegment[], JournalFailure>> {
  const found = new Map<number, FoundSegment>();
  for (const name of await segmentFiles(place)) {
    const segment = segmentNumber(name.slice(name.lastIndexOf('/') + 1));
    if (segment === null || found.has(segment)) {
      continue;
    }
    const { bytes, sizeBytes } = await withFile(place, name, 'read', async (file) => ({
      bytes: await readRange(file, 0, MAXIMUM_HEADER_BYTES),
      sizeBytes: await file.size(),
    }));
    const parsed = parseHeader(bytes);
    if (parsed.kind === 'newerVersion') {
      return refused(
        `The journal was written by a newer version of this program (format ${parsed.version}). Install that version again.`,
      );
    }
    if (
      parsed.kind === 'header' &&
      terminalId !== null &&
      parsed.header.terminalId !== terminalId
    ) {
      return refused(
        `The journal in this profile belongs to terminal ${parsed.header.terminalId}, not to ${terminalId}. Start with the profile of this terminal.`,
      );
    }
    const isOwn = parsed.kind === 'header' && parsed.header.segment === segment;
    found.set(segment, {
      name,
      segment,
      header: isOwn ? parsed.header : null,
      startOffset: parsed.kind === 'header' ? parsed.lengthBytes : 0,
      sizeBytes,
    });
  }
  return ok([...found.values()].sort((one, other) => one.segment - other.segment));
}

/** Those in their own place first: where a crash left a segment in both, either is the same. */
async function segmentFiles({ fileSystem, directory }: JournalPlace): Promise<string[]> {
  const own = await fileSystem.list(directory);
  const aside = await fileSystem.list(join(directory, SET_ASIDE)).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) {
      return [];
    }
    throw error;
  });
  return [...own, ...aside.map((name) => `${SET_ASIDE}/${name}`)];
}

function refused(message: string): { readonly ok: false; readonly error: JournalFailure } {
  return fail({ code: 'journalFailed', message });
}
