import { containsPaymentCardNumber } from '../../../domain/identity/paymentCard.ts';
import { latin1 } from '../payloadText.ts';
import { readPcscAnswer } from '../pcsc/pcscAnswer.ts';
import { classifyPcscAnswer } from '../pcsc/pcscAnswer.ts';
import type { Capture } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { invalid, resultOf } from './captureResult.ts';

/** An answer of a PC/SC reader, with the header of USB CCID around it or without. */
export function decodePcscCapture(capture: Capture): CaptureResult {
  if (capture.text !== null && containsPaymentCardNumber(capture.text)) {
    return resultOf({ result: 'refused', reason: 'paymentCard' });
  }
  const bytes = capture.text === null ? capture.bytes : bytesOfText(capture.text);
  const answer = readPcscAnswer(bytes);
  if (!answer.ok) {
    return containsPaymentCardNumber(latin1(bytes))
      ? resultOf({ result: 'refused', reason: 'paymentCard' })
      : invalid(answer.error);
  }
  const { text, uid, status, atr, cardName } = answer.value;
  return resultOf(classifyPcscAnswer(answer.value), {
    ...(text === null ? {} : { text }),
    ...(uid === null ? {} : { uid }),
    ...(status === null ? {} : { status }),
    ...(atr === null ? {} : { atr }),
    ...(cardName === null ? {} : { card_name: cardName }),
  });
}

/** Hexadecimal as programs print answers, pairs apart or together; any other text as the characters it is. */
function bytesOfText(text: string): Uint8Array {
  const compact = text.replaceAll(/[\s:-]/g, '');
  return /^(?:[0-9A-Fa-f]{2}){2,}$/.test(compact)
    ? Uint8Array.from(compact.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : new TextEncoder().encode(text);
}
