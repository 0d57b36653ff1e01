import { containsPaymentCardNumber } from '../../../domain/identity/paymentCard.ts';
import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import type { DecodeOutcome } from '../decoded.ts';
import { latin1 } from '../payloadText.ts';
import { holdsEmvNumber } from '../rfid/emvNumber.ts';
import { hex, readTargets } from '../pn532/pn532Targets.ts';
import { classifyChipUid } from '../rfid/chipUid.ts';
import { cardNameOf, isAnswerToReset } from './answerToReset.ts';

/** What a PC/SC reader answered. */
export interface PcscAnswer {
  /** Upper-case hexadecimal, without the status words. */
  readonly data: string;
  /** The data as ASCII where all of it is printable (a firmware string). */
  readonly text: string | null;
  /** The UID in answer to GET DATA (PC/SC part 3, 3.2.2.1.3); null where the answer is none. */
  readonly uid: string | null;
  /** Status words SW1 SW2, upper-case hexadecimal. */
  readonly status: string | null;
  /** The answer to reset, where this is one. */
  readonly atr: string | null;
  readonly cardName: string | null;
}

const RDR_TO_PC_DATA_BLOCK = 0x80;
const CCID_HEADER = 10;
const FROM_PN532 = 0xd5;

/** Reads an answer, with a header RDR_to_PC_DataBlock (USB CCID 1.1, 6.2.1) around it or without. */
export function readPcscAnswer(bytes: Uint8Array): Result<PcscAnswer, string> {
  const body = withoutCcidHeader(bytes);
  if (body === null) {
    return fail('a length that disagrees with the data');
  }
  if (body.length === 0) {
    return fail('an answer without data');
  }
  const whole = hex(body);
  if (isAnswerToReset(body)) {
    const cardName = cardNameOf(whole);
    return ok({ data: whole, text: null, uid: null, status: null, atr: whole, cardName });
  }
  const text = /^[\x20-\x7e]+$/.test(latin1(body)) ? latin1(body) : null;
  const hasStatus =
    text === null && body.length >= 2 && /^(?:6[0-9A-F]|9[0-9A-F])/.test(whole.slice(-4));
  const data = hasStatus ? whole.slice(0, -4) : whole;
  const status = hasStatus ? whole.slice(-4) : null;
  const isUid = status === '9000' && [4, 7, 8, 10].includes(data.length / 2);
  const uid = isUid ? data : status === '9000' ? transmittedUid(body.subarray(0, -2)) : null;
  return ok({ data, text, uid, status, atr: null, cardName: null });
}

/** The UID in the answer of a PN532 that a reader passed on (direct transmit of the ACR122U); null where there is none. */
function transmittedUid(data: Uint8Array): string | null {
  const [target, ...others] = (data[0] === FROM_PN532 ? readTargets(data.subarray(1)) : null) ?? [];
  return target === undefined || others.length > 0 ? null : target.uid;
}

/** What the answer means for the till. Data of an EMV application (tags 57 and 5A) is refused. */
export function classifyPcscAnswer(answer: PcscAnswer): DecodeOutcome {
  if (holdsEmvNumber(answer.data) || containsPaymentCardNumber(answer.text ?? '')) {
    return { result: 'refused', reason: 'paymentCard' };
  }
  if (answer.uid !== null) {
    return classifyChipUid(answer.uid);
  }
  return answer.status !== null && answer.status !== '9000'
    ? { result: 'invalid', reason: 'the reader or the card reports an error' }
    : { result: 'ignored', reason: 'an answer that names no card' };
}

function withoutCcidHeader(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== RDR_TO_PC_DATA_BLOCK || bytes.length < CCID_HEADER) {
    return bytes;
  }
  const [, l0 = 0, l1 = 0, l2 = 0, l3 = 0] = bytes;
  const length = l0 + l1 * 2 ** 8 + l2 * 2 ** 16 + l3 * 2 ** 24;
  return bytes.length === CCID_HEADER + length ? bytes.subarray(CCID_HEADER) : null;
}
