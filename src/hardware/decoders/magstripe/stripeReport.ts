import type { Result } from '../../../domain/result.ts';
import { fail } from '../../../domain/result.ts';
import { idTechFrameLength, readIdTechFrame } from './idTechFrame.ts';
import { readMagneSafeReport } from './magneSafeReport.ts';
import { readMsrReport, type MsrReport } from './msrReport.ts';

/** Takes the report of a stripe reader apart; fails with one line that carries none of the data. */
export type StripeReportReader = (report: Uint8Array) => Result<MsrReport, string>;

/** Takes apart a report, or a whole frame, of any reader that is told by its bytes, with a report id in front or without. */
export function readStripeReport(report: Uint8Array): Result<MsrReport, string> {
  for (const read of [readMsrReport, readMagneSafeReport]) {
    const found = read(report);
    if (found.ok) {
      return found;
    }
  }
  const frame = idTechFrameLength(report) === null ? report.subarray(1) : report;
  return idTechFrameLength(frame) === null
    ? fail('not a report of a stripe reader')
    : readIdTechFrame(frame);
}
