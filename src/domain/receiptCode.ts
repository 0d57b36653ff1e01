/** What the code on a receipt starts with. A chain's card formats take no such reads: see `cardPatternConflicts`. */
export const RECEIPT_PREFIX = 'RECEIPT:';

/** The shortest code: a terminal's id of one character, a colon, and 32 letters. */
export const SHORTEST_RECEIPT_CODE = RECEIPT_PREFIX.length + 2 + 32;

const FIRST_LETTER = 'A'.charCodeAt(0);
const CODE = new RegExp(`^${RECEIPT_PREFIX}([A-Za-z0-9][A-Za-z0-9._-]{0,63}):([A-P]{32})$`);

/**
 * What a receipt's code says: the transaction's id with the 32 hexadecimal digits of its UUID as letters from A to P. Digits
 * of it could pass for a payment card's number, which no reader may let through.
 */
export function receiptCode(transactionId: string): string {
  const uuidAt = transactionId.lastIndexOf(':') + 1;
  const letters = transactionId
    .slice(uuidAt)
    .replaceAll('-', '')
    .replaceAll(/[0-9a-f]/g, (digit) =>
      String.fromCharCode(FIRST_LETTER + Number.parseInt(digit, 16)),
    );
  return `${RECEIPT_PREFIX}${transactionId.slice(0, uuidAt)}${letters}`;
}

/** The id of the transaction whose receipt's code `text` is; null where it is none. */
export function readReceiptCode(text: string): string | null {
  const [, terminalId, letters = ''] = CODE.exec(text) ?? [];
  if (terminalId === undefined) {
    return null;
  }
  const digits = Array.from(letters, (letter) =>
    (letter.charCodeAt(0) - FIRST_LETTER).toString(16),
  ).join('');
  const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return `${terminalId}:${uuid}`;
}
