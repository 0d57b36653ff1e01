import { classifyText } from './classifyText.ts';
import type { DecodeOutcome } from './decoded.ts';

/** What a reader is set to send around the data. */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Classifies what stands between prefix and suffix; one that is not there takes nothing away. A text that is refused with
 * them is refused: no setting may take a payment number's first digits for a prefix.
 */
export function classifyBetween(text: string, { prefix, suffix }: Affixes): DecodeOutcome {
  const whole = classifyText(text, { aim: null, medium: 'reader' });
  if (whole.result === 'refused' || (prefix === '' && suffix === '')) {
    return whole;
  }
  const rest = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  const data = suffix !== '' && rest.endsWith(suffix) ? rest.slice(0, -suffix.length) : rest;
  return classifyText(data, { aim: null, medium: 'reader' });
}
