import type { DecodeOutcome } from '../decoded.ts';
import { classifyScan, isCommandAnswer, joinBytes } from '../hidPos.ts';
import { hidPosReportReader } from '../hidPosDescribed.ts';
import { NO_SCAN_REPORT } from '../hidPosReport.ts';
import { payloadText } from '../payloadText.ts';
import type { Capture } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { incomplete, invalid, resultOf } from './captureResult.ts';
import { textFields } from './textFields.ts';

/** The reports of one scan of a HID POS scanner, read by its report descriptor where the capture has one. */
export function decodeHidPosCapture(capture: Capture): CaptureResult {
  const pieces: Uint8Array[] = [];
  let aim: string | null = null;
  let continues = false;
  const reports = reportsOf(capture);
  const readReport = hidPosReportReader(capture.descriptor);
  for (const bytes of reports) {
    const report = readReport(bytes);
    if (!report.ok || report.value === null) {
      return invalid(report.ok ? NO_SCAN_REPORT : report.error, { framed: false });
    }
    if (aim !== null && (!continues || aim !== report.value.aim)) {
      return invalid('reports of more than one scan', { framed: false });
    }
    aim = report.value.aim;
    continues = report.value.continues;
    pieces.push(report.value.data.slice());
  }
  if (aim === null) {
    return invalid('no reports', { framed: false });
  }
  if (continues) {
    return incomplete('the scan goes on in a report that is missing', { framed: true, aim });
  }
  const data = joinBytes(pieces);
  const text = payloadText(data);
  const isAnswer = isCommandAnswer(aim, data);
  const outcome: DecodeOutcome = classifyScan(aim, data);
  return resultOf(outcome, {
    ...textFields(text, aim === '' ? null : aim, outcome),
    framed: true,
    reports: reports.length,
    ...(isAnswer ? { meaning: 'menu command ACK, not a barcode' } : {}),
  });
}

/** A capture in one piece may hold several reports of 64 bytes. */
function reportsOf(capture: Capture): readonly Uint8Array[] {
  const [only] = capture.pieces;
  if (capture.pieces.length !== 1 || only === undefined || only.length % 64 !== 0) {
    return capture.pieces;
  }
  return Array.from({ length: only.length / 64 }, (_, index) =>
    only.subarray(index * 64, index * 64 + 64),
  );
}
