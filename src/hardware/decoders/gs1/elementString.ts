import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { identifierAt, predefinedLength, valueFault } from './applicationIdentifiers.ts';

/** Application identifiers with their values, in the order of the symbol. */
export type Elements = ReadonlyMap<string, string>;

/** FNC1 as readers transmit it (General Specifications 7.8.3). */
const GS = '\u001d';

/** What readers are set to send for GS where a system cannot take it; none of these can be data. */
const substitutes = /\{GS\}|<GS>|\^\]|\\x1[dD]|[|~\u241d\u00e8]/g;

const MAXIMUM_ELEMENTS = 64;

/** Parts a GS1 element string (General Specifications 7.8) into its elements. Fails with one line for people. */
export function parseElementString(text: string): Result<Elements, string> {
  let rest = withSeparators(text);
  if (rest.startsWith(GS)) {
    rest = rest.slice(1);
  }
  if (rest === '') {
    return fail('empty GS1 data');
  }
  const elements = new Map<string, string>();
  while (rest !== '') {
    const identifier = identifierAt(rest);
    if (identifier === null) {
      return fail('unknown application identifier');
    }
    const behind = rest.slice(identifier.length);
    const separator = behind.indexOf(GS);
    const length = predefinedLength(identifier) ?? (separator < 0 ? behind.length : separator);
    const value = behind.slice(0, length);
    const fault = value.includes(GS)
      ? 'too short for its application identifier'
      : valueFault(identifier, value);
    if (fault !== null) {
      return fail(fault);
    }
    const known = elements.get(identifier);
    if ((known !== undefined && known !== value) || elements.size >= MAXIMUM_ELEMENTS) {
      return fail('an application identifier twice');
    }
    elements.set(identifier, value);
    const next = behind.slice(length);
    rest = next.startsWith(GS) ? next.slice(1) : next;
  }
  return ok(elements);
}

/**
 * Whether a text that came without an identifier is an element string for certain enough: it holds a separator, or it is a
 * GSRN, or a GTIN with more behind it; and it parses to its end.
 */
export function looksLikeElementString(text: string): boolean {
  const likely =
    withSeparators(text).includes(GS) ||
    /^8018[0-9]{18}(?:8019[0-9]+)?$/.test(text) ||
    /^01[0-9]{14}[0-9]{2}./.test(text) ||
    /^\([0-9]{2,4}\)/.test(text);
  return likely && parseElementString(text).ok;
}

/** The text with GS wherever a reader's substitute, or brackets around identifiers, stood for it. */
function withSeparators(text: string): string {
  if (/^\([0-9]{2,4}\)/.test(text)) {
    return text.replaceAll(/\(([0-9]{2,4})\)/g, (_, identifier: string) => GS + identifier);
  }
  return text.includes(GS) ? text : text.replaceAll(substitutes, GS);
}
