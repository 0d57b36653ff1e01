import { z } from 'zod';
import type { Sha256Hex } from '../domain/ports.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { SealedTransaction } from '../domain/transaction.ts';
import { base64Schema, hashSchema, idSchema, instantSchema } from './primitives.ts';
import { sealedTransactionSchema } from './transaction.ts';

/*
 * A journal's export is a text of JSON lines: a header, sealed transactions ascending, and a trailer with the SHA-256
 * (hexadecimal) over all bytes before it. Without a right trailer it is not whole.
 */

export const journalExportHeaderSchema = z.strictObject({
  loyaltyJournalExport: z.literal(1),
  terminalId: idSchema,
  /** The terminal's raw Ed25519 key, base64, as its profile names it; null where it names none. */
  publicKey: base64Schema.nullable(),
  exportedAt: instantSchema,
  /** The chain before the journal's first transaction. */
  start: z.strictObject({ sequence: z.int().min(0), hash: hashSchema }),
  /** How many damages the journal has; then transactions may be missing between those that follow. */
  damages: z.int().min(0),
});

export const journalExportTrailerSchema = z.strictObject({
  transactions: z.int().min(0),
  sha256: hashSchema,
});

export type JournalExportHeader = z.infer<typeof journalExportHeaderSchema>;

/** What an export holds. The transactions are as they were sealed; whoever imports them proves chain and signatures. */
export interface JournalExport {
  readonly header: JournalExportHeader;
  readonly transactions: readonly SealedTransaction[];
}

/** Reads an export; fails with a sentence where it is not one, or not whole. */
export function readJournalExport(
  text: string,
  sha256Hex: Sha256Hex,
): Result<JournalExport, string> {
  const end = text.lastIndexOf('\n', text.length - 2) + 1;
  const trailer = journalExportTrailerSchema.safeParse(parseLine(text.slice(end)));
  if (!trailer.success || sha256Hex(text.slice(0, end)) !== trailer.data.sha256) {
    return fail('This export is not whole, or was changed: its checksum does not match.');
  }
  const [first = '', ...lines] = text.slice(0, end).split('\n').slice(0, -1);
  const header = journalExportHeaderSchema.safeParse(parseLine(first));
  const transactions = z.array(sealedTransactionSchema).safeParse(lines.map(parseLine));
  return header.success && transactions.success
    ? ok({ header: header.data, transactions: transactions.data })
    : fail('This is not an export of a journal that this program knows.');
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
