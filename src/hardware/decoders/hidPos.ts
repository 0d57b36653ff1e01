import { classifyText } from './classifyText.ts';
import type { DecodeOutcome, StreamDecoder } from './decoded.ts';
import { NO_SCAN_REPORT, readHidPosReport } from './hidPosReport.ts';
import type { HidPosReport, HidPosReportReader } from './hidPosReport.ts';
import { payloadText } from './payloadText.ts';

/** The most reports one scan may span: more than the largest QR code needs (2,953 bytes in pieces of 56). */
const MAXIMUM_REPORTS = 64;

/** How long after a report its continuation may come: a scanner sends its reports every few milliseconds. */
const CONTINUATION_TIMEOUT_MS = 500;

const ACK = 0x06;
const NAK = 0x15;
const ENQ = 0x05;

const emptyReport: DecodeOutcome = { result: 'ignored', reason: 'an empty report' };
const brokeOff: DecodeOutcome = { result: 'invalid', reason: 'the scan broke off: scan again' };

interface Unfinished {
  readonly aim: string;
  readonly pieces: Uint8Array[];
  lastAtMs: number;
  /** Has had more reports than one scan may: what is left of it is let go by. */
  tooLong: boolean;
}

/**
 * Decodes the input reports of a HID Point of Sale bar code scanner (usage page 0x8C). `push` takes one whole report,
 * with its report id (node-hid) or without (WebHID); `readReport` takes it apart, by its bytes where none is given. A scan
 * over several reports comes out with the last of them; reports that are no scans do not part it. Holds at most 64
 * reports. A refused report is overwritten with zeros, the caller's too.
 */
export function createHidPosDecoder(
  readReport: HidPosReportReader = readHidPosReport,
): StreamDecoder {
  let unfinished: Unfinished | null = null;

  function reset(): void {
    unfinished?.pieces.forEach((piece) => piece.fill(0));
    unfinished = null;
  }

  function expire(atMs: number): DecodeOutcome[] {
    if (unfinished === null || atMs - unfinished.lastAtMs < CONTINUATION_TIMEOUT_MS) {
      return [];
    }
    const { tooLong } = unfinished;
    reset();
    return tooLong ? [] : [brokeOff];
  }

  /** Adds a report to the scan that it belongs to; gives the scan where it is its last. */
  function append(report: HidPosReport, atMs: number): DecodeOutcome[] {
    unfinished ??= { aim: report.aim, pieces: [], lastAtMs: atMs, tooLong: false };
    const scan = unfinished;
    scan.lastAtMs = atMs;
    if (!scan.tooLong) {
      // A copy also of a Buffer, whose own `slice` shares its memory: the caller wipes its report.
      scan.pieces.push(Uint8Array.from(report.data));
    }
    if (!report.continues) {
      const outcomes = scan.tooLong ? [] : [classifyScan(scan.aim, joinBytes(scan.pieces))];
      reset();
      return outcomes;
    }
    if (scan.tooLong || scan.pieces.length < MAXIMUM_REPORTS) {
      return [];
    }
    scan.pieces.splice(0).forEach((piece) => piece.fill(0));
    scan.tooLong = true;
    return [{ result: 'invalid', reason: 'the scan is too long' }];
  }

  function take(report: HidPosReport, atMs: number): DecodeOutcome[] {
    const outcomes: DecodeOutcome[] = [];
    if (unfinished !== null && unfinished.aim !== report.aim) {
      outcomes.push(...(unfinished.tooLong ? [] : [brokeOff]));
      reset();
    }
    const says = report.data.length > 0 || report.continues || unfinished !== null;
    return [...outcomes, ...(says ? append(report, atMs) : [emptyReport])];
  }

  /** What a report means that could not be taken apart, or carries no scan (null). */
  function takeOther(error: string | null): DecodeOutcome {
    // Between two reports of a scan a scanner may send others: of its trigger, of its battery.
    const isForeign = error === null || (unfinished !== null && error === NO_SCAN_REPORT);
    if (isForeign) {
      return { result: 'ignored', reason: 'a report that carries no scan' };
    }
    reset();
    return { result: 'invalid', reason: error };
  }

  return {
    push(bytes, atMs) {
      const outcomes = expire(atMs);
      if (isEmptyReport(bytes)) {
        return [...outcomes, emptyReport];
      }
      const report = readReport(bytes);
      if (!report.ok || report.value === null) {
        return [...outcomes, takeOther(report.ok ? null : report.error)];
      }
      outcomes.push(...take(report.value, atMs));
      if (outcomes.some(({ result }) => result === 'refused')) {
        bytes.fill(0);
      }
      return outcomes;
    },
    tick: expire,
    pending: () => unfinished !== null,
    reset,
  };
}

/** What a whole scan is; wipes `data`. The identifier is "" where the scanner sends none. */
export function classifyScan(aim: string, data: Uint8Array): DecodeOutcome {
  const outcome: DecodeOutcome = isCommandAnswer(aim, data)
    ? { result: 'ignored', reason: 'the answer of the scanner to a command' }
    : classifyText(payloadText(data), { aim: aim === '' ? null : aim, medium: 'reader' });
  data.fill(0);
  return outcome;
}

/**
 * Whether a scan is none, but the scanner's answer to a menu command: Honeywell's echo the command and end in ACK, ENQ or NAK
 * and a full stop, mostly under ]Z6, and others of the family under ]X0 or no identifier; or it is that one byte alone.
 */
export function isCommandAnswer(aim: string, data: Uint8Array): boolean {
  if (!data.some(isAnswerByte)) {
    return false;
  }
  const endsAsAnswer = isAnswerByte(data.at(-1) ?? 0) || isAnswerByte(data.at(-2) ?? 0);
  return aim === ']Z6' || ((aim === '' || aim === ']X0') && endsAsAnswer);
}

function isAnswerByte(byte: number): boolean {
  return byte === ACK || byte === NAK || byte === ENQ;
}

/** Some scanners send a report of zeros, its id apart, behind a scan. */
function isEmptyReport(report: Uint8Array): boolean {
  return report.length > 0 && report.subarray(1).every((byte) => byte === 0);
}

/** One array of all the pieces. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
