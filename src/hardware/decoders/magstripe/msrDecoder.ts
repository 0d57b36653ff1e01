import type { DecodeOutcome, StreamDecoder } from '../decoded.ts';
import { latin1 } from '../payloadText.ts';
import { isPaymentSwipe } from '../trackText.ts';
import { idTechFrameLength } from './idTechFrame.ts';
import { classifyMsrReport, failedTracks } from './msrClassify.ts';
import { readStripeReport, type StripeReportReader } from './stripeReport.ts';

/** How long after a report its continuation may come. */
const CONTINUATION_TIMEOUT_MS = 500;

interface Unfinished {
  /** As long as the frame; zeros where it has not come yet. */
  readonly frame: Uint8Array;
  filled: number;
  /** Whether each report has an id in front. */
  readonly hasReportId: boolean;
  lastAtMs: number;
}

/**
 * Decodes the reports of a magnetic stripe reader in HID mode: those that hold a swipe in fields, taken apart by `readReport`,
 * and ID TECH's frames, in one report or over several, with a report id in front or without. `push` takes one report. A
 * refused one is overwritten with zeros. Holds at most one frame of some thousand bytes.
 */
export function createMsrDecoder(readReport: StripeReportReader = readStripeReport): StreamDecoder {
  let unfinished: Unfinished | null = null;
  let remark = '';

  function classifyReport(bytes: Uint8Array): DecodeOutcome {
    const report = readReport(bytes);
    const failed = report.ok ? failedTracks(report.value) : [];
    remark = failed.length === 0 ? '' : `track ${failed.join(' and ')} not read`;
    if (report.ok) {
      return classifyMsrReport(report.value);
    }
    return isPaymentSwipe(latin1(bytes))
      ? { result: 'refused', reason: 'paymentCard' }
      : { result: 'invalid', reason: report.error };
  }

  function reset(): void {
    unfinished?.frame.fill(0);
    unfinished = null;
  }

  function expire(atMs: number): DecodeOutcome[] {
    if (unfinished === null || atMs - unfinished.lastAtMs < CONTINUATION_TIMEOUT_MS) {
      return [];
    }
    reset();
    return [{ result: 'invalid', reason: 'the swipe broke off: swipe the card again' }];
  }

  /** Starts or continues a frame over several reports; null where the report is none of one. */
  function gather(bytes: Uint8Array, atMs: number): DecodeOutcome[] | null {
    unfinished ??= beginning(bytes, atMs);
    if (unfinished === null) {
      return null;
    }
    const piece = bytes.subarray(unfinished.hasReportId ? 1 : 0);
    const room = unfinished.frame.length - unfinished.filled;
    unfinished.frame.set(piece.subarray(0, room), unfinished.filled);
    unfinished.filled += Math.min(piece.length, room);
    unfinished.lastAtMs = atMs;
    if (unfinished.filled < unfinished.frame.length) {
      return [];
    }
    const outcome = classifyReport(unfinished.frame);
    reset();
    return [outcome];
  }

  return {
    push(bytes, atMs) {
      const outcomes = expire(atMs);
      outcomes.push(...(gather(bytes, atMs) ?? [classifyReport(bytes)]));
      if (outcomes.some(({ result }) => result === 'refused')) {
        bytes.fill(0);
      }
      return outcomes;
    },
    tick: expire,
    pending: () => unfinished !== null,
    remark: () => remark,
    reset,
  };
}

/** A frame of which this report holds the beginning and not the end; null where it is none. */
function beginning(bytes: Uint8Array, atMs: number): Unfinished | null {
  for (const hasReportId of [false, true]) {
    const piece = bytes.subarray(hasReportId ? 1 : 0);
    const length = idTechFrameLength(piece);
    if (length !== null && length > piece.length) {
      return { frame: new Uint8Array(length), filled: 0, hasReportId, lastAtMs: atMs };
    }
    if (length !== null) {
      return null;
    }
  }
  return null;
}
