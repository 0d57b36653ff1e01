/** By what a card names its member; the same number is the same card on every medium. */
export type CredentialScheme =
  /** A card number, printed, barcoded, typed or on a stripe. */
  | 'number'
  /** GS1 Global Service Relation Number (AI 8018), with its instance number (AI 8019) after a "." where there is one. */
  | 'gsrn'
  /** The unique id of a contactless chip, upper-case hexadecimal. */
  | 'uid';

/** What a reader gave: the name of a card, in canonical spelling. Lives in the host only, never in the renderer. */
export interface Credential {
  readonly scheme: CredentialScheme;
  readonly value: string;
}

/** Which numbers are loyalty cards of this chain. */
export interface CardPattern {
  readonly scheme: CredentialScheme;
  /** What the value starts with; may be empty. */
  readonly prefix: string;
  /** The exact number of characters. */
  readonly length: number;
  readonly checkDigit: 'none' | 'gs1' | 'luhn';
}

/** What is hashed to make a card's token: scheme and value, so that a UID never meets a number. */
export function tokenInput(credential: Credential): string {
  return `${credential.scheme}:${credential.value}`;
}

/** The card for a person's eyes: its last four characters behind dots; all dots where it is short. */
export function cardLabel(credential: Credential): string {
  const { value } = credential;
  return value.length >= 8 ? `•••• ${value.slice(-4)}` : '••••';
}
