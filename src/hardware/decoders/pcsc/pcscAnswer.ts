import { containsPaymentCardNumber } from '../../../domain/identity/paymentCard.ts';
import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import type { DecodeOutcome } from '../decoded.ts';
import { latin1 } from '../payloadText.ts';
import { holdsEmvNumber } from '../rfid/emvNumber.ts';
import { hex } from '../pn532/pn532Targets.ts';
import { classifyChipUid } from '../rfid/chipUid.ts';

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

/** Card names of PC/SC part 3 supplement, "SS" and "NN" in the ATR of a storage card. */
const cardNames: Readonly<Record<string, string>> = {
  '0001': 'MIFARE Classic 1K',
  '0002': 'MIFARE Classic 4K',
  '0003': 'MIFARE Ultralight',
  '0026': 'MIFARE Mini',
  '003A': 'MIFARE Ultralight C',
  F004: 'Topaz and Jewel',
  F011: 'FeliCa 212K',
  F012: 'FeliCa 424K',
};

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
  if (/^3[BF]/.test(whole) && body.length >= 4 && body.length <= 33) {
    const name = /4F0CA000000306[0-9A-F]{2}([0-9A-F]{4})/.exec(whole)?.[1];
    return ok({
      data: whole,
      text: null,
      uid: null,
      status: null,
      atr: whole,
      cardName: name === undefined ? null : (cardNames[name] ?? null),
    });
  }
  const text = /^[\x20-\x7e]+$/.test(latin1(body)) ? latin1(body) : null;
  const hasStatus =
    text === null && body.length >= 2 && /^(?:6[0-9A-F]|9[0-9A-F])/.test(whole.slice(-4));
  const data = hasStatus ? whole.slice(0, -4) : whole;
  const status = hasStatus ? whole.slice(-4) : null;
  const isUid = status === '9000' && [4, 7, 8, 10].includes(data.length / 2);
  return ok({ data, text, uid: isUid ? data : null, status, atr: null, cardName: null });
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
