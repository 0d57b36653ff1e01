/** One scan as a scanner would send it. */
export interface Scan {
  /** AIM identifier, "]" included. */
  readonly aim: string;
  readonly data: string;
  readonly continues?: boolean;
}

/** The most data bytes of one report. */
const PIECE = 56;

/** A report of 64 bytes, id 2: length, identifier, data, maker's code, 0, continuation (Honeywell). */
export function layoutA({ aim, data, continues = false }: Scan): Uint8Array {
  const bytes = new TextEncoder().encode(data);
  const report = new Uint8Array(64);
  report.set([2, bytes.length]);
  report.set(new TextEncoder().encode(aim), 2);
  report.set(bytes, 5);
  report.set([0x3f, 0, continues ? 1 : 0], 61);
  return report;
}

/** A report of 64 bytes, id 2: length, 0, identifier, data, maker's code, continuation (Zebra). */
export function layoutB({ aim, data, continues = false }: Scan): Uint8Array {
  const bytes = new TextEncoder().encode(data);
  const report = new Uint8Array(64);
  report.set([2, bytes.length, 0]);
  report.set(new TextEncoder().encode(aim), 3);
  report.set(bytes, 6);
  report.set([0x3f, continues ? 1 : 0], 62);
  return report;
}

/** A report of 64 bytes, id 2, of a scanner that leaves the identifier's three bytes zero. */
export function aimless(data: string): Uint8Array {
  const bytes = new TextEncoder().encode(data);
  const report = new Uint8Array(64);
  report.set([2, bytes.length]);
  report.set(bytes, 5);
  return report;
}

/** A scan of ASCII of any length as reports of one layout. */
export function scanReports(scan: Scan, layout: (piece: Scan) => Uint8Array): Uint8Array[] {
  const pieces = scan.data.match(new RegExp(`[^]{1,${String(PIECE)}}`, 'g')) ?? [''];
  return pieces.map((data, index) =>
    layout({ aim: scan.aim, data, continues: index < pieces.length - 1 }),
  );
}
