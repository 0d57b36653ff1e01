/** A card that the PN532 found in its field. */
export interface Pn532Target {
  /** Upper-case hexadecimal: UID (ISO 14443), or IDm (FeliCa). */
  readonly uid: string;
  /** SENS_RES / ATQA, upper-case hexadecimal; empty where the card is not of ISO 14443 type A. */
  readonly atqa: string;
  /** SEL_RES / SAK, upper-case hexadecimal; empty likewise. */
  readonly sak: string;
}

const IN_LIST_PASSIVE_TARGET = 0x4b;
const IN_AUTO_POLL = 0x61;
/** The first byte of an ATQB (ISO/IEC 14443-3, 7.9.2), and what comes at least: ATQB and the length of ATTRIB_RES. */
const ATQB = 0x50;
const SHORTEST_TYPE_B = 13;
/** Types of InAutoPoll (NXP UM0701-02, 7.3.13) that are cards of ISO/IEC 14443 type B. */
const TYPE_B_POLLED = [0x03, 0x23];

/**
 * The targets in a response to InListPassiveTarget or InAutoPoll (NXP UM0701-02, 7.3.5 and 7.3.13).
 *
 * @param payload the response code and what follows, without direction and checksum
 * @returns null where `payload` is another response, or is cut off or of a card type that is not known here
 */
export function readTargets(payload: Uint8Array): readonly Pn532Target[] | null {
  const [code, count] = payload;
  if (count === undefined || count > 2) {
    return null;
  }
  if (code === IN_LIST_PASSIVE_TARGET) {
    return readListed(payload.subarray(2), count);
  }
  return code === IN_AUTO_POLL ? readPolled(payload.subarray(2), count) : null;
}

/**
 * Whether a response to InListPassiveTarget or InAutoPoll tells of a card of ISO/IEC 14443 type B. Its number (PUPI) may
 * be made anew for every read and so names no card.
 *
 * @param payload as for `readTargets`
 */
export function holdsTypeB(payload: Uint8Array): boolean {
  const [code, count = 0, first, , inPolled] = payload;
  if (count === 0) {
    return false;
  }
  if (code === IN_AUTO_POLL) {
    return TYPE_B_POLLED.includes(first ?? 0) || (first === 0 && inPolled === ATQB);
  }
  return (
    code === IN_LIST_PASSIVE_TARGET && payload[3] === ATQB && payload.length >= 3 + SHORTEST_TYPE_B
  );
}

function readListed(bytes: Uint8Array, count: number): readonly Pn532Target[] | null {
  const targets: Pn532Target[] = [];
  let rest = bytes;
  for (let index = 0; index < count; index += 1) {
    const found =
      readTypeA(rest.subarray(1)) ?? readFelica(rest.subarray(1)) ?? readJewel(rest.subarray(1));
    if (found === null) {
      return null;
    }
    targets.push(found.target);
    rest = rest.subarray(1 + found.length);
  }
  return rest.length === 0 ? targets : null;
}

function readPolled(bytes: Uint8Array, count: number): readonly Pn532Target[] | null {
  const targets: Pn532Target[] = [];
  let rest = bytes;
  for (let index = 0; index < count; index += 1) {
    const [, length = 0] = rest;
    const data = rest.subarray(2, 2 + length);
    const found = readTypeA(data.subarray(1)) ?? readFelica(data.subarray(1));
    if (found === null || data.length !== length) {
      return null;
    }
    targets.push(found.target);
    rest = rest.subarray(2 + length);
  }
  return targets;
}

interface Found {
  readonly target: Pn532Target;
  readonly length: number;
}

/** SENS_RES (2), SEL_RES, length and UID, and of ISO 14443-4 cards an ATS that starts with its own length. */
function readTypeA(bytes: Uint8Array): Found | null {
  const [atqaHigh, atqaLow, sak, uidLength] = bytes;
  if (atqaHigh === undefined || atqaLow === undefined || sak === undefined) {
    return null;
  }
  if ((atqaHigh & 0xf0) !== 0) {
    // The upper four bits are zero in every ATQA (ISO/IEC 14443-3, 6.5.2); an ATQB of a type B card starts with 50.
    return null;
  }
  const uid = bytes.subarray(4, 4 + (uidLength ?? 0));
  if (![4, 7, 10].includes(uid.length) || uid.length !== uidLength) {
    return null;
  }
  const hasAts = (sak & 0x20) !== 0 && bytes.length > 4 + uid.length;
  const atsLength = hasAts ? (bytes[4 + uid.length] ?? 0) : 0;
  const length = 4 + uid.length + atsLength;
  return length <= bytes.length
    ? {
        target: {
          uid: hex(uid),
          atqa: hex(Uint8Array.of(atqaHigh, atqaLow)),
          sak: hex(Uint8Array.of(sak)),
        },
        length,
      }
    : null;
}

/** Length 18 or 20 (itself counted), response code 1, IDm (8), PMm (8), and the system code where it was asked for. */
function readFelica(bytes: Uint8Array): Found | null {
  const [length = 0, code] = bytes;
  return (length === 18 || length === 20) && code === 0x01 && bytes.length >= length
    ? { target: { uid: hex(bytes.subarray(2, 10)), atqa: '', sak: '' }, length }
    : null;
}

/** Innovision Jewel and Topaz, the last card of the answer: SENS_RES 0C 00 and four bytes of number (7.3.5). */
function readJewel(bytes: Uint8Array): Found | null {
  const [senseHigh, senseLow] = bytes;
  return bytes.length === 6 && senseHigh === 0x0c && senseLow === 0x00
    ? { target: { uid: hex(bytes.subarray(2)), atqa: '0C00', sak: '' }, length: 6 }
    : null;
}

/** Upper-case hexadecimal, two digits a byte. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
