/** Card names of PC/SC part 3, supplemental document: "NN" in the answer to reset of a storage card. */
const storageCards: Readonly<Record<string, string>> = {
  '0001': 'MIFARE Classic 1K',
  '0002': 'MIFARE Classic 4K',
  '0003': 'MIFARE Ultralight',
  '0014': 'ICODE SLI',
  '0026': 'MIFARE Mini',
  '002F': 'Jewel',
  '0030': 'Topaz',
  '0036': 'MIFARE Plus SL1 2K',
  '0037': 'MIFARE Plus SL1 4K',
  '0038': 'MIFARE Plus SL2 2K',
  '0039': 'MIFARE Plus SL2 4K',
  '003A': 'MIFARE Ultralight C',
  '003B': 'FeliCa',
  F004: 'Topaz and Jewel',
  F011: 'FeliCa 212K',
  F012: 'FeliCa 424K',
};

const LONGEST = 33;

/**
 * Whether `bytes` are an answer to reset and nothing more (ISO/IEC 7816-3, 8.2): TS, T0, as many interface bytes and
 * historical bytes as T0 and each TDi announce, and TCK where a protocol other than T=0 is offered.
 */
export function isAnswerToReset(bytes: Uint8Array): boolean {
  const [ts, t0] = bytes;
  if ((ts !== 0x3b && ts !== 0x3f) || t0 === undefined || bytes.length > LONGEST) {
    return false;
  }
  let at = 2;
  let announced = t0 >> 4;
  let needsCheck = false;
  while (announced !== 0) {
    at += onesOf(announced & 0b0111);
    if ((announced & 0b1000) === 0) {
      break;
    }
    const td = bytes[at];
    if (td === undefined) {
      return false;
    }
    at += 1;
    needsCheck ||= (td & 0x0f) !== 0;
    announced = td >> 4;
  }
  const end = at + (t0 & 0x0f) + (needsCheck ? 1 : 0);
  return bytes.length === end;
}

/** The card that an answer to reset names; null where it names none. */
export function cardNameOf(atr: string): string | null {
  const storage = /4F0CA000000306[0-9A-F]{2}([0-9A-F]{4})/.exec(atr)?.[1];
  if (storage !== undefined) {
    return storageCards[storage] ?? null;
  }
  // A DESFire gives the single historical byte 80 (NXP AN10833).
  return atr === '3B8180018080' ? 'MIFARE DESFire' : null;
}

function onesOf(bits: number): number {
  return (bits & 1) + ((bits >> 1) & 1) + ((bits >> 2) & 1);
}
