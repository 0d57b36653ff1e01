/**
 * The report descriptor of Honeywell's scanners in HID POS mode, as their public manuals and drivers show it: count, AIM
 * identifier, 56 bytes of data, two bytes of the maker's, a byte whose first bit is "continued". Report id 2.
 */
export const honeywellDescriptor = bytes(
  '058c0902a101 0912a102 8502150026ff00 75089501 0501093b8102 9503058c09fb09fc09fd8102 953809fe820201' +
    '0666ff9502 090409008102 058c2501 75019508 09ff8102 c0c0',
);

/**
 * A scanner whose fields stand in an order that no maker known to us has: continued flag and padding, the data, a count of
 * 16 bits, the identifier; and a report of its battery (id 3). Report id 7.
 */
export const ownOrderDescriptor = bytes(
  '058c0902a101 0912a102 8507 15002501 75019501 09ff8102 75079501 8103 26ff007508 953809fe820201' +
    '0501 75109501 093b8102 058c7508 950309fb09fc09fd8102 c0' +
    '0915a102 8503 0585 75089501 09658102 c0c0',
);

/** One report of the scanner of `ownOrderDescriptor`. */
export function ownOrderReport(scan: {
  readonly aim: string;
  readonly data: string;
  readonly continues?: boolean;
}): Uint8Array {
  const report = new Uint8Array(63);
  const data = new TextEncoder().encode(scan.data);
  report.set([7, scan.continues === true ? 1 : 0]);
  report.set(data, 2);
  report.set([data.length, 0], 58);
  report.set(new TextEncoder().encode(scan.aim), 60);
  return report;
}

/** Hexadecimal digits, with spaces where they read better. */
export function bytes(hex: string): Uint8Array {
  const pairs = hex.replaceAll(' ', '').match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
