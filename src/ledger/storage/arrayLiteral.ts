/** What JSON writes in a way of its own: a number that is none, or an escape other than \" and \\. */
const OWN_TO_JSON = /\\[^"\\]/;

/**
 * The text of a PostgreSQL array (its manual, "Array Input and Output Syntax") of these elements. Quotation marks and
 * backslashes are escaped there as in JSON, so that one native pass makes the text; only elements with characters for which
 * JSON has escapes of its own are written one by one. Asserts nothing: what an element may be is the statement's to check.
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  const json = JSON.stringify(values);
  return OWN_TO_JSON.test(json)
    ? `{${values.map(elementLiteral).join(',')}}`
    : `{${json.slice(1, -1)}}`;
}

function elementLiteral(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : String(value);
}
