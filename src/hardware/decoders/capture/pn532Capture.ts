import { classifyFrame } from '../pn532/pn532.ts';
import { pn532ErrorText } from '../pn532/pn532Errors.ts';
import { readPn532Frame, startCodeAt } from '../pn532/pn532Frame.ts';
import type { FrameFault, Pn532Frame } from '../pn532/pn532Frame.ts';
import { hex, readTargets } from '../pn532/pn532Targets.ts';
import { holdsEmvNumber } from '../rfid/emvNumber.ts';
import type { Capture } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { incomplete, invalid, resultOf } from './captureResult.ts';

const FROM_HOST = 0xd4;

/** What passes between a PN532 and its host on a serial line: the last frame decides, the others are listed. */
export function decodePn532Capture(capture: Capture): CaptureResult {
  const { bytes } = capture;
  const frames: string[] = [];
  let last: Pn532Frame | null = null;
  for (let at = startCodeAt(bytes, 0); at >= 0;) {
    const frame = readPn532Frame(bytes, at);
    if (typeof frame === 'string') {
      return faulty(bytes, at, frame);
    }
    const end = at + frame.length + 1;
    frames.push(hex(bytes.subarray(Math.max(0, at - 1), end)));
    last = frame;
    at = startCodeAt(bytes, at + frame.length);
  }
  return last === null
    ? incomplete('no frame has begun')
    : resultOf(classifyFrame(last), {
        ...fieldsOf(last),
        ...(frames.length > 1 ? { frames } : {}),
      });
}

function fieldsOf(frame: Pn532Frame): Readonly<Record<string, unknown>> {
  switch (frame.kind) {
    case 'ACK':
    case 'NACK':
      return { type: frame.kind };
    case 'error':
      return { type: 'error', app_error: pn532ErrorText(frame.code), code: frame.code };
    case 'information':
      return { type: frame.extended ? 'extended frame' : 'normal frame', ...payloadFields(frame) };
  }
}

function payloadFields(
  frame: Extract<Pn532Frame, { kind: 'information' }>,
): Readonly<Record<string, unknown>> {
  const { direction, payload } = frame;
  const data = hex(payload.subarray(1));
  if (direction === FROM_HOST) {
    return { command: (hex(payload).match(/../g) ?? []).join(' '), data };
  }
  const targets = readTargets(payload);
  const [first] = targets ?? [];
  return {
    data,
    response: hex(payload.subarray(0, 1)),
    ...(targets === null ? listedCount(payload) : { targets: targets.length }),
    ...(first === undefined
      ? {}
      : { uid: first.uid, atqa: first.atqa, sak: first.sak, uids: targets?.map(({ uid }) => uid) }),
    ...firmwareFields(payload),
    ...statusFields(payload),
  };
}

/** How many cards were listed where one is of a kind whose number is not read, e.g. ISO 14443 type B. */
function listedCount(payload: Uint8Array): Readonly<Record<string, unknown>> {
  const [code, count] = payload;
  return code === 0x4b && count !== undefined && count <= 2 ? { targets: count } : {};
}

/** The answer to GetFirmwareVersion (NXP UM0701-02, 7.2.2): IC, version, revision, support. */
function firmwareFields(payload: Uint8Array): Readonly<Record<string, unknown>> {
  const [code, ic = 0, version = 0, revision = 0, support = 0] = payload;
  return code === 0x03 && payload.length === 5
    ? {
        firmware: `${String(version)}.${String(revision)}`,
        ic: `PN5${hex(Uint8Array.of(ic))}`,
        version,
        revision,
        support,
        iso14443a: (support & 1) !== 0,
        iso14443b: (support & 2) !== 0,
        iso18092: (support & 4) !== 0,
      }
    : {};
}

/** Answers that start with a status byte, whose low six bits are an error code (same manual, 7.1). */
function statusFields(payload: Uint8Array): Readonly<Record<string, unknown>> {
  const [code = 0, status = 0] = payload;
  if (![0x41, 0x43, 0x45, 0x47, 0x51, 0x53, 0x55].includes(code) || payload.length < 2) {
    return {};
  }
  const error = status & 0x3f;
  return { status, ...(error === 0 ? {} : { app_error: pn532ErrorText(error) }) };
}

/**
 * Names the fault of a frame in a capture that holds all there is: a length that runs beyond the bytes comes first. What a
 * frame with a wrong data checksum would have been is told, but never as a card.
 */
function faulty(bytes: Uint8Array, at: number, fault: FrameFault): CaptureResult {
  const [, , len = 0, lcs = 0, high = 0, low = 0] = bytes.subarray(at, at + 6);
  const isExtended = len === 0xff && lcs === 0xff;
  const needed = isExtended ? 9 + high * 256 + low : 6 + len;
  const isShort = (isExtended || len !== 0xff) && at + needed > bytes.length;
  if (fault === 'incomplete') {
    return incomplete('the frame has not ended', { frame_error: 'invalid pack length' });
  }
  if (fault === 'invalid len and lcs') {
    return invalid('bad checksum of the length', {
      frame_error: isShort ? 'invalid pack length' : fault,
    });
  }
  if (holdsEmvNumber(hex(bytes))) {
    return resultOf({ result: 'refused', reason: 'paymentCard' });
  }
  const unchecked = readPn532Frame(bytes, at, false);
  const wouldBe =
    typeof unchecked !== 'string' && unchecked.kind === 'information'
      ? {
          type: unchecked.extended ? 'extended frame' : 'normal frame',
          data: hex(unchecked.payload.subarray(1)),
        }
      : {};
  return invalid('bad checksum', { frame_error: fault, ...wouldBe });
}
