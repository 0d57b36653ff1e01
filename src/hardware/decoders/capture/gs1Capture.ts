import { classifyText } from '../classifyText.ts';
import { payloadText } from '../payloadText.ts';
import type { Capture } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { resultOf } from './captureResult.ts';
import { textFields } from './textFields.ts';

/** The text of a bar code, with its AIM identifier or without. */
export function decodeGs1Capture(capture: Capture): CaptureResult {
  const text = (capture.text ?? payloadText(capture.bytes)).replace(/[\r\n]+$/, '');
  const outcome = classifyText(text, { aim: null, medium: 'reader' });
  return resultOf(outcome, textFields(text, null, outcome));
}
