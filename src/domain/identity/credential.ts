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

/** A place on a magnetic stripe where a chain keeps its number apart from the stripe's own. */
export interface TrackField {
  readonly track: 1 | 2 | 3;
  /** The how-manieth field, from 1: parted by "^" on track 1 and by "=" on tracks 2 and 3 (ISO/IEC 7813). */
  readonly field: number;
  /** The first character of the number within the field, from 1. */
  readonly from: number;
}

/** Of an EM4100 number: identifier without its first byte, without customer code, or whole. */
export type Em4100Bits = 24 | 32 | 40;

/** Which numbers are loyalty cards of this chain. */
export interface CardPattern {
  readonly scheme: CredentialScheme;
  /** What the value starts with; may be empty. */
  readonly prefix: string;
  /** The number of characters: exact, or the least where `longest` is given. */
  readonly length: number;
  /** The greatest number of characters, where more than one is right. */
  readonly longest?: number;
  readonly checkDigit: 'none' | 'gs1' | 'luhn';
  /**
   * For EM4100 transponders (125 kHz): how many bits of the number, from its end, name a card. Readers and printed numbers
   * give 40, 32 or 24 of them; the more are kept, the fewer cards share a name, and the fewer readers can be used.
   * `length` is then a quarter of it, in hexadecimal digits.
   */
  readonly em4100Bits?: Em4100Bits;
  /** Where the number stands in a field of the stripe; absent for the number that the read is as a whole. */
  readonly trackField?: TrackField;
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
