import type { Credential } from '../../../domain/identity/credential.ts';
import { containsPaymentCardNumber } from '../../../domain/identity/paymentCard.ts';
import { classifyText } from '../classifyText.ts';
import { latin1 } from '../payloadText.ts';
import { hex } from '../pn532/pn532Targets.ts';
import { cardModuleFrameLength, readCardModuleFrame } from '../rfid/cardModuleFrame.ts';
import { classifyChipUid } from '../rfid/chipUid.ts';
import { readEm4100Frame } from '../rfid/em4100Frame.ts';
import type { FrameChecksum } from '../rfid/em4100Frame.ts';
import { readEm4100Print } from '../rfid/em4100Print.ts';
import { em4100Uid } from '../rfid/em4100Uid.ts';
import { FDX_B_LENGTH, readFdxBFrame } from '../rfid/fdxBFrame.ts';
import { isWiegand, readWiegand } from '../rfid/wiegand.ts';
import type { Capture } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { incomplete, invalid, resultOf } from './captureResult.ts';

const STX = 0x02;
const ETX = 0x03;

const algorithmNames: Readonly<Record<FrameChecksum, string>> = {
  xor: 'xor',
  sum: 'sum mod 256',
  none: 'none',
};

/** A frame of a serial reader, or what a keyboard reader typed, or a string of Wiegand bits. */
export function decodeRfidCapture(capture: Capture): CaptureResult {
  const { bytes } = capture;
  if (capture.text !== null) {
    return fromText(capture.text);
  }
  const frames = framesOf(bytes);
  if (frames === null) {
    return fromText(latin1(bytes));
  }
  const results = frames.map(fromFrame);
  // A card that is held to the reader is sent again and again; one frame that was read well is enough.
  return (
    results.findLast(({ result }) => result === 'credential') ??
    results.at(-1) ??
    incomplete('the frame has not ended', { card: null })
  );
}

/** The frames from STX to their ends, noise between them skipped; null where none begins. */
function framesOf(bytes: Uint8Array): readonly Uint8Array[] | null {
  const frames: Uint8Array[] = [];
  let at = bytes.indexOf(STX);
  if (at < 0) {
    return null;
  }
  while (at >= 0) {
    const length = frameLengthAt(bytes.subarray(at));
    if (length === null) {
      break;
    }
    frames.push(bytes.subarray(at, at + length));
    at = bytes.indexOf(STX, at + length);
  }
  return frames;
}

/** How long the frame is at the start of `bytes`; null where its end is missing. */
function frameLengthAt(bytes: Uint8Array): number | null {
  const [stx = 0, second = 0] = bytes;
  const known =
    cardModuleFrameLength(stx, second) ??
    (readFdxBFrame(bytes.subarray(0, FDX_B_LENGTH)).ok ? FDX_B_LENGTH : null);
  if (known !== null) {
    return known <= bytes.length ? known : null;
  }
  const end = bytes.indexOf(ETX);
  return end < 0 ? null : end + 1;
}

function fromFrame(frame: Uint8Array): CaptureResult {
  const [stx = 0, second = 0] = frame;
  if (cardModuleFrameLength(stx, second) !== null) {
    return fromCardModule(frame);
  }
  return frame.length === FDX_B_LENGTH ? fromFdxB(frame) : fromEm4100(frame);
}

function fromCardModule(bytes: Uint8Array): CaptureResult {
  const frame = readCardModuleFrame(bytes);
  if (!frame.ok) {
    return invalid(frame.error, { valid: false, card: null });
  }
  const { card, number, checksum } = frame.value;
  const tag = hex(number);
  const decoded = { valid: true, tag, checksum, checksum_hex: hex(Uint8Array.of(checksum)) };
  if (card === 'MIFARE') {
    return resultOf(classifyChipUid(tag), { ...decoded, uid: tag });
  }
  return uidResult(em4100Uid(tag), {
    ...decoded,
    type: number[0],
    value: Number.parseInt(tag.slice(2), 16),
    em4100_hex: tag,
  });
}

function fromEm4100(bytes: Uint8Array): CaptureResult {
  const frame = readEm4100Frame(bytes);
  if (!frame.ok) {
    return invalid(frame.error, { valid: false, card: null });
  }
  const { tag, version, number, checksum, algorithm } = frame.value;
  const decoded = {
    valid: algorithm !== null,
    tag,
    type: version,
    value: number,
    checksum,
    ...(checksum === null ? {} : { checksum_hex: hex(Uint8Array.of(checksum)) }),
    ...(algorithm === null ? {} : { checksum_algo: algorithmNames[algorithm] }),
  };
  return algorithm === null
    ? invalid('bad checksum', { ...decoded, card: null })
    : uidResult(em4100Uid(tag), { ...decoded, em4100_hex: tag });
}

function fromFdxB(bytes: Uint8Array): CaptureResult {
  const frame = readFdxBFrame(bytes);
  if (!frame.ok) {
    return invalid(frame.error, { valid: false, card: null });
  }
  const { country, tag, animal, xor, inverted } = frame.value;
  return uidResult(
    { scheme: 'uid', value: String(country).padStart(3, '0') + tag },
    {
      valid: true,
      country,
      tag,
      animal,
      xor: hex(Uint8Array.of(xor)).toLowerCase(),
      inv: hex(Uint8Array.of(inverted)).toLowerCase(),
    },
  );
}

function fromText(input: string): CaptureResult {
  const text = input.trim();
  // Seven hexadecimal digits are the 26 bits of a Wiegand reader, parity included.
  const bits = /^[0-3][0-9A-Fa-f]{6}$/.test(text)
    ? Number.parseInt(text, 16).toString(2).padStart(26, '0')
    : text;
  if (isWiegand(bits)) {
    return fromWiegand(bits);
  }
  if (containsPaymentCardNumber(text)) {
    return resultOf({ result: 'refused', reason: 'paymentCard' });
  }
  const print = readEm4100Print(text);
  if (print !== null) {
    const low = Number.parseInt(print.hex.slice(-4), 16);
    const high = Number.parseInt(print.hex.slice(-6, -4), 16);
    return uidResult(em4100Uid(print.hex), {
      format: print.format,
      em4100_hex: print.hex,
      hex: print.hex,
      value: Number.parseInt(print.hex, 16),
      w26: w26Of(high, low),
    });
  }
  const outcome = classifyText(text, { aim: null, medium: 'reader' });
  if (outcome.result === 'refused') {
    return resultOf(outcome);
  }
  const animal = /^([0-9]{3})[ _-]?([0-9]{12})$/.exec(text);
  if (animal?.[1] !== undefined && animal[2] !== undefined) {
    const [, country, tag] = animal;
    return uidResult({ scheme: 'uid', value: country + tag }, { country: Number(country), tag });
  }
  const uid = text.replaceAll(/[\s:-]/g, '').toUpperCase();
  return /^(?:[0-9A-F]{2}){4,10}$/.test(uid)
    ? resultOf(classifyChipUid(uid), { uid })
    : invalid('in no format of a contactless reader', { card: null });
}

function fromWiegand(bits: string): CaptureResult {
  const wiegand = readWiegand(bits);
  if (!wiegand.ok) {
    return invalid(wiegand.error, { valid: false, card: null });
  }
  const { facility, card } = wiegand.value;
  return uidResult(em4100Uid(wiegand.value.hex.padStart(6, '0')), {
    valid: true,
    format: `Wiegand ${String(wiegand.value.bits)}`,
    facility,
    card,
    hex: wiegand.value.hex,
    w26: w26Of(facility % 256, card % 65_536),
  });
}

/** The 24 bits of Wiegand 26 as printed: facility, and card number with five digits. */
function w26Of(facility: number, card: number): string {
  return `${String(facility)},${String(card).padStart(5, '0')}`;
}

function uidResult(
  credential: Credential,
  decoded: Readonly<Record<string, unknown>>,
): CaptureResult {
  return { result: 'credential', credential, uid: credential.value, ...decoded };
}
