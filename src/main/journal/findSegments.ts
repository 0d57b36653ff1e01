import { fail, ok, type Result } from '../../domain/result.ts';
import type { JournalFailure } from './journalFailure.ts';
import { readRange, type JournalFileSystem } from './journalFileSystem.ts';
import { MAXIMUM_HEADER_BYTES, parseHeader, type SegmentHeader } from './segmentFormat.ts';
import { segmentNumber, withFile } from './segmentStore.ts';

/** A segment as its name and header present it. */
export interface FoundSegment {
  readonly name: string;
  readonly segment: number;
  /** Null where it is damaged, or is that of another segment. */
  readonly header: SegmentHeader | null;
  /** Where records begin; 0 where no header says. */
  readonly startOffset: number;
}

/**
 * The segments in a directory, ascending. Fails where the journal is not for this terminal or this program, and rejects
 * with a system error where the disk fails.
 */
export async function findSegments(
  place: { readonly fileSystem: JournalFileSystem; readonly directory: string },
  terminalId: string,
): Promise<Result<FoundSegment[], JournalFailure>> {
  const found: FoundSegment[] = [];
  for (const name of await place.fileSystem.list(place.directory)) {
    const segment = segmentNumber(name);
    if (segment === null) {
      continue;
    }
    const bytes = await withFile(place, name, 'read', (file) =>
      readRange(file, 0, MAXIMUM_HEADER_BYTES),
    );
    const parsed = parseHeader(bytes);
    if (parsed.kind === 'newerVersion') {
      return refused(
        `The journal was written by a newer version of this program (format ${parsed.version}). Install that version again.`,
      );
    }
    if (parsed.kind === 'header' && parsed.header.terminalId !== terminalId) {
      return refused(
        `The journal in this profile belongs to terminal ${parsed.header.terminalId}, not to ${terminalId}. Start with the profile of this terminal.`,
      );
    }
    const isOwn = parsed.kind === 'header' && parsed.header.segment === segment;
    found.push({
      name,
      segment,
      header: isOwn ? parsed.header : null,
      startOffset: parsed.kind === 'header' ? parsed.lengthBytes : 0,
    });
  }
  return ok(found.sort((one, other) => one.segment - other.segment));
}

function refused(message: string): { readonly ok: false; readonly error: JournalFailure } {
  return fail({ code: 'journalFailed', message });
}
