/** The JSON value in UTF-8 bytes; undefined where they hold none. */
export function parseJsonText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
