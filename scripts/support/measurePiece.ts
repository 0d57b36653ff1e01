import type { BenchPiece } from './benchPieces.ts';
import type { BenchChapter } from './benchReport.ts';

/** Measures one piece; a chapter that says why where it fails or takes longer than `timeoutMs`. */
export async function measurePiece(
  { title, measure }: BenchPiece,
  timeoutMs: number,
): Promise<readonly BenchChapter[]> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`it took longer than ${timeoutMs / 1000} s.`));
  }, timeoutMs);
  try {
    return await Promise.race([measure(), late.promise]);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    const [firstLine = ''] = failure.split('\n');
    return [{ title, method: '', rows: [], aims: [], failure: firstLine }];
  } finally {
    clearTimeout(timer);
  }
}
