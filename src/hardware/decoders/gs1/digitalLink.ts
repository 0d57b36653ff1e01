import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { identifierAt, valueFault } from './applicationIdentifiers.ts';
import type { Elements } from './elementString.ts';

/** Identifiers that may start the path of a Digital Link (GS1 Digital Link: URI Syntax 1.4, section 4.3). */
const primaryKeys = new Set(
  '00 01 253 255 401 402 414 417 8003 8004 8006 8010 8013 8017 8018'.split(' '),
);

const MAXIMUM_LENGTH = 2048;

/**
 * Reads a GS1 Digital Link URI: a primary key, its qualifiers in pairs of path segments, and attributes in the query.
 * The scheme is wholly lower or wholly upper case, as GS1's own parser has it.
 *
 * @returns null where `text` is no Digital Link (another address, or no address); a failure with one line for people
 *   where it is one with a wrong value
 */
export function parseDigitalLink(text: string): Result<Elements, string> | null {
  const uri = /^(?:https?|HTTPS?):\/\/[^/?#\s]+(\/[^?#\s]*)(?:\?([^#\s]*))?(?:#\S*)?$/.exec(text);
  if (uri?.[1] === undefined || text.length > MAXIMUM_LENGTH) {
    return null;
  }
  const segments = uri[1].split('/').filter((segment) => segment !== '');
  const start = segments.findIndex(
    (segment, index) =>
      primaryKeys.has(segment) &&
      (segments.length - index) % 2 === 0 &&
      segments.slice(index).every((part, offset) => offset % 2 === 1 || isIdentifier(part)),
  );
  if (start < 0) {
    return null;
  }
  const pairs: (readonly [string, string])[] = [];
  for (let index = start; index < segments.length; index += 2) {
    pairs.push([segments[index] ?? '', segments[index + 1] ?? '']);
  }
  for (const parameter of (uri[2] ?? '').split(/[&;]/)) {
    const [name = '', ...value] = parameter.split('=');
    if (isIdentifier(name)) {
      pairs.push([name, value.join('=')]);
    }
  }
  return readPairs(pairs);
}

function isIdentifier(text: string): boolean {
  return identifierAt(text) === text;
}

function readPairs(pairs: readonly (readonly [string, string])[]): Result<Elements, string> {
  const elements = new Map<string, string>();
  for (const [identifier, encoded] of pairs) {
    const decoded = percentDecoded(encoded);
    if (decoded === null) {
      return fail('illegal character');
    }
    // A GTIN may stand here with fewer than 14 digits; zeros in front make it whole and keep its check digit right.
    const value =
      identifier === '01' && [8, 12, 13].includes(decoded.length)
        ? decoded.padStart(14, '0')
        : decoded;
    const fault = valueFault(identifier, value);
    if (fault !== null) {
      return fail(fault);
    }
    if (elements.has(identifier)) {
      return fail('an application identifier twice');
    }
    elements.set(identifier, value);
  }
  return ok(elements);
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
