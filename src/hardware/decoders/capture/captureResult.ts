import type { DecodeOutcome } from '../decoded.ts';

/** What a capture says, as `npm run decode` prints it, but for its id. Further fields say what was decoded. */
export interface CaptureResult {
  readonly result: 'credential' | 'refused' | 'invalid' | 'incomplete';
  readonly reason?: string;
  readonly [field: string]: unknown;
}

/**
 * The result of an outcome with what else was decoded. Of a refused read nothing but the refusal; a read that is ignored at
 * the till (an acknowledgement) is printed as invalid, with what it was.
 */
export function resultOf(
  outcome: DecodeOutcome,
  decoded: Readonly<Record<string, unknown>> = {},
): CaptureResult {
  switch (outcome.result) {
    case 'refused':
      return { result: 'refused', reason: outcome.reason, must_refuse: true };
    case 'credential':
      return {
        result: 'credential',
        credential: outcome.reading.credential,
        ...(outcome.reading.gtin === null ? {} : { gtin: outcome.reading.gtin }),
        ...decoded,
      };
    case 'ignored':
    case 'invalid':
      return { result: 'invalid', reason: outcome.reason, ...decoded };
  }
}

/** A read whose end has not come. */
export function incomplete(
  reason: string,
  decoded: Readonly<Record<string, unknown>> = {},
): CaptureResult {
  return { result: 'incomplete', reason, ...decoded };
}

/** A read that says nothing usable. */
export function invalid(
  reason: string,
  decoded: Readonly<Record<string, unknown>> = {},
): CaptureResult {
  return { result: 'invalid', reason, ...decoded };
}
