/** The text of whatever was thrown, cut to `maximumLength` characters. */
export function errorText(thrown: unknown, maximumLength = 200): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.slice(0, maximumLength);
}
