import { classifyText } from './classifyText.ts';
import type { DecodeOutcome, StreamDecoder } from './decoded.ts';
import { readHidPosReport } from './hidPosReport.ts';
import type { HidPosReport } from './hidPosReport.ts';
import { payloadText } from './payloadText.ts';

/** The most reports one scan may span: more than the largest QR code needs (2,953 bytes in pieces of 56). */
const MAXIMUM_REPORTS = 64;

/** How long after a report its continuation may come: a scanner sends its reports every few milliseconds. */
const CONTINUATION_TIMEOUT_MS = 500;

const ACK = 0x06;
const NAK = 0x15;
const ENQ = 0x05;

interface Unfinished {
  readonly aim: string;
  readonly pieces: Uint8Array[];
  lastAtMs: number;
}

/**
 * Decodes the input reports of a HID Point of Sale bar code scanner (usage page 0x8C). `push` takes one whole report,
 * with its report id (node-hid) or without (WebHID); the layout is recognised from the bytes. A scan over several reports
 * comes out with the last of them. Holds at most 64 reports. A refused report is overwritten with zeros, the caller's too.
 */
export function createHidPosDecoder(): StreamDecoder {
  let unfinished: Unfinished | null = null;

  function reset(): void {
    unfinished?.pieces.forEach((piece) => piece.fill(0));
    unfinished = null;
  }

  function expire(atMs: number): DecodeOutcome[] {
    if (unfinished === null || atMs - unfinished.lastAtMs < CONTINUATION_TIMEOUT_MS) {
      return [];
    }
    reset();
    return [{ result: 'invalid', reason: 'the scan broke off: scan again' }];
  }

  function take(report: HidPosReport, atMs: number): DecodeOutcome[] {
    const outcomes: DecodeOutcome[] = [];
    if (unfinished !== null && unfinished.aim !== report.aim) {
      reset();
      outcomes.push({ result: 'invalid', reason: 'the scan broke off: scan again' });
    }
    unfinished ??= { aim: report.aim, pieces: [], lastAtMs: atMs };
    // A copy also of a Buffer, whose own `slice` shares its memory: the caller wipes its report.
    unfinished.pieces.push(Uint8Array.from(report.data));
    unfinished.lastAtMs = atMs;
    if (report.continues && unfinished.pieces.length < MAXIMUM_REPORTS) {
      return outcomes;
    }
    outcomes.push(
      report.continues
        ? { result: 'invalid', reason: 'the scan is too long' }
        : classifyScan(report.aim, joinBytes(unfinished.pieces)),
    );
    reset();
    return outcomes;
  }

  return {
    push(bytes, atMs) {
      const outcomes = expire(atMs);
      if (isEmptyReport(bytes)) {
        return [...outcomes, { result: 'ignored', reason: 'an empty report' }];
      }
      const report = readHidPosReport(bytes);
      if (!report.ok) {
        reset();
        return [...outcomes, { result: 'invalid', reason: report.error }];
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

/** Honeywell's menu commands are answered under ]Z6, with ACK, ENQ or NAK behind the echoed command. */
export function isCommandAnswer(aim: string, data: Uint8Array): boolean {
  return aim === ']Z6' && data.some((byte) => byte === ACK || byte === NAK || byte === ENQ);
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
