import { assert } from './assert.ts';

/** What can be sealed: JSON without fractions, so that there is one spelling for every value. */
export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/**
 * The canonical JSON text of `value` after RFC 8785 (JCS): no white space, members sorted by UTF-16 code units.
 * Numbers are safe integers only (-0 is written 0, as there) and strings are well-formed, which makes the encoding
 * independent of any number-formatting rules. Asserts on anything else: a value from outside has passed its schema.
 */
export function canonicalText(value: CanonicalValue): string {
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), 'only safe integers are sealed');
    return String(value);
  }
  if (typeof value === 'string') {
    assert(value.isWellFormed(), 'only well-formed text is sealed');
    return JSON.stringify(value);
  }
  if (isList(value)) {
    return `[${value.map(canonicalText).join(',')}]`;
  }
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      const member = value[key];
      assert(member !== undefined, 'a sealed record has no undefined members');
      return `${canonicalText(key)}:${canonicalText(member)}`;
    });
  return `{${members.join(',')}}`;
}

function isList(
  value: readonly CanonicalValue[] | { readonly [key: string]: CanonicalValue },
): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
