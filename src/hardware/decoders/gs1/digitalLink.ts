import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { identifierAt, valueFault } from './applicationIdentifiers.ts';
import type { Elements } from './elementString.ts';

/**
 * Identifiers that may start the path of a Digital Link, each with the qualifiers that may follow it, in their order (GS1
 * Digital Link: URI Syntax 1.4, sections 4.3 and 4.5).
 */
const qualifiersOf = new Map<string, readonly string[]>([
  ['01', ['22', '10', '21', '235']],
  ['8006', ['22', '10', '21']],
  ['414', ['254', '7040']],
  ['417', ['7040']],
  ['8004', ['7040']],
  ['8010', ['8011']],
  ['8017', ['8019']],
  ['8018', ['8019']],
  ...['00', '253', '255', '401', '402', '8003', '8013'].map((key): [string, string[]] => [key, []]),
]);

const MAXIMUM_LENGTH = 2048;

const UNKNOWN = 'unknown application identifier';

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
  const segments = uri[1].slice(1).split('/');
  const start = segments.findIndex((_, index) => isKeyPath(segments.slice(index)));
  if (start < 0) {
    return null;
  }
  const pairs: (readonly [string, string])[] = [];
  for (let index = start; index < segments.length; index += 2) {
    pairs.push([segments[index] ?? '', segments[index + 1] ?? '']);
  }
  for (const parameter of (uri[2] ?? '').split(/[&;]/)) {
    const [name = '', ...value] = parameter.split('=');
    // Names of digits alone are kept for application identifiers (section 4.10); others are the shop's own business.
    if (/^[0-9]+$/.test(name)) {
      pairs.push([name, value.join('=').replaceAll('+', '%20')]);
    }
  }
  return readPairs(pairs);
}

/** Whether a path is a primary key with its value, and then qualifiers of that key with theirs. */
function isKeyPath(segments: readonly string[]): boolean {
  const [key = '', ...rest] = segments.filter((_, index) => index % 2 === 0);
  const qualifiers = qualifiersOf.get(key);
  if (qualifiers === undefined || segments.length % 2 !== 0 || segments.includes('')) {
    return false;
  }
  const places = rest.map((name) => qualifiers.indexOf(name));
  return places.every((place, index) => place > (places[index - 1] ?? -1));
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
    const fault = identifierAt(identifier) === identifier ? valueFault(identifier, value) : UNKNOWN;
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
