import type { Capture } from './captureEntry.ts';
import { captureEntrySchema, captureOf } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { invalid } from './captureResult.ts';
import { decodeGs1Capture } from './gs1Capture.ts';
import { decodeHidPosCapture } from './hidPosCapture.ts';
import { decodeMagstripeCapture } from './magstripeCapture.ts';
import { decodePcscCapture } from './pcscCapture.ts';
import { decodePn532Capture } from './pn532Capture.ts';
import { decodeRfidCapture } from './rfidCapture.ts';
import { decodeWedgeCapture } from './wedgeCapture.ts';

const decoders: ReadonlyMap<string, (capture: Capture) => CaptureResult> = new Map([
  ['hidpos', decodeHidPosCapture],
  ['wedge', decodeWedgeCapture],
  ['rfid', decodeRfidCapture],
  ['pn532', decodePn532Capture],
  ['pcsc', decodePcscCapture],
  ['magstripe', decodeMagstripeCapture],
  ['gs1', decodeGs1Capture],
]);

/** What `npm run decode` prints for one entry. */
export interface DecodedCapture extends CaptureResult {
  readonly id: number | string | null;
}

/**
 * Decodes one entry of a file of captures by its category; the framing is recognised from the bytes. An entry that is none
 * gives an invalid result that says why. Never throws.
 */
export function decodeCapture(entry: unknown): DecodedCapture {
  const parsed = captureEntrySchema.safeParse(entry);
  if (!parsed.success) {
    return { id: idOf(entry), ...invalid(parsed.error.issues[0]?.message ?? 'not a capture') };
  }
  const { id, category } = parsed.data;
  const decode = decoders.get(category);
  return {
    id,
    ...(decode === undefined ? invalid('unknown category') : decode(captureOf(parsed.data))),
  };
}

function idOf(entry: unknown): number | string | null {
  const id: unknown =
    typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : null;
  return typeof id === 'number' || typeof id === 'string' ? id : null;
}
