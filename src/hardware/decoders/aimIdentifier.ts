/** A read with its AIM symbology identifier taken off. */
export interface AimSplit {
  /** The identifier, e.g. "]E0"; null where the text starts with none. */
  readonly aim: string | null;
  readonly text: string;
  /** Whether the text starts like an identifier but with one that no standard and no vendor's table knows. */
  readonly unknown: boolean;
}

/** Code characters and names of ISO/IEC 15424 (AIM symbology identifiers), annex C and its later additions. */
const symbologies: Readonly<Record<string, string>> = {
  A: 'Code 39',
  B: 'Telepen',
  C: 'Code 128',
  D: 'Code One',
  E: 'EAN/UPC',
  F: 'Codabar',
  G: 'Code 93',
  H: 'Code 11',
  I: 'Interleaved 2 of 5',
  J: 'DotCode',
  K: 'Code 16K',
  L: 'PDF417',
  M: 'MSI',
  N: 'Anker',
  O: 'Codablock',
  P: 'Plessey',
  Q: 'QR',
  R: 'Straight 2 of 5',
  S: 'Straight 2 of 5',
  T: 'Code 49',
  U: 'MaxiCode',
  X: 'other',
  Y: 'system expansion',
  Z: 'no barcode',
  c: 'Channel Code',
  d: 'DataMatrix',
  e: 'DataBar',
  g: 'Grid Matrix',
  h: 'Han Xin',
  o: 'OCR',
  p: 'postal',
  s: 'Supercode',
  u: 'Ultracode',
  z: 'Aztec',
};

/**
 * Takes the AIM identifier ("]", a code character, a modifier 0 to 9 or A to F: ISO/IEC 15424) off the front of `text`.
 */
export function splitAim(text: string): AimSplit {
  if (!text.startsWith(']')) {
    return { aim: null, text, unknown: false };
  }
  const aim = /^\]([A-Za-z])[0-9A-F]/.exec(text);
  if (aim?.[1] === undefined || symbologies[aim[1]] === undefined) {
    return { aim: null, text, unknown: true };
  }
  return { aim: aim[0], text: text.slice(3), unknown: false };
}

/** The symbology that an identifier names; "unknown" for one that the table lacks. */
export function symbologyOf(aim: string): string {
  return symbologies[aim.charAt(1)] ?? 'unknown';
}

/** Whether `aim` says that the data is a GS1 element string (GS1 General Specifications, figure 5.10.3-1). */
export function isGs1Aim(aim: string): boolean {
  return ['C1', 'd2', 'Q3', 'J1', 'e0', 'e1', 'e2', 'e3'].includes(aim.slice(1));
}
