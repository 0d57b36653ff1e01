/**
 * The text of a reader's payload bytes: UTF-8 where they are valid UTF-8, otherwise ISO 8859-1, which gives every byte the
 * character of its own number and so loses nothing.
 */
export function payloadText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

/** Each byte as the character of its own number (ISO 8859-1); ASCII stays ASCII. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return text;
}
