import type { DecodeOutcome, StreamDecoder } from '../decoded.ts';
import { latin1 } from '../payloadText.ts';
import { isPaymentSwipe } from '../trackText.ts';
import { readIdTechFrame } from './idTechFrame.ts';
import { classifyMsrReport, readMsrReport } from './msrReport.ts';

/**
 * Decodes the reports of a magnetic stripe reader in HID mode: those of 337 bytes, and ID TECH's frames with a report id in
 * front or without. `push` takes one report. A refused one is overwritten with zeros.
 */
export function createMsrDecoder(): StreamDecoder {
  return {
    push(bytes) {
      const outcome = classifyReport(bytes);
      if (outcome.result === 'refused') {
        bytes.fill(0);
      }
      return [outcome];
    },
    tick: () => [],
    pending: () => false,
    reset: () => undefined,
  };
}

function classifyReport(bytes: Uint8Array): DecodeOutcome {
  const readings = [
    readMsrReport(bytes),
    readIdTechFrame(bytes),
    readIdTechFrame(bytes.subarray(1)),
  ];
  const report = readings.find((reading) => reading.ok);
  if (report?.ok === true) {
    return classifyMsrReport(report.value);
  }
  return isPaymentSwipe(latin1(bytes))
    ? { result: 'refused', reason: 'paymentCard' }
    : { result: 'invalid', reason: 'not a report of a stripe reader' };
}
