import { z } from 'zod';

const hexSchema = z
  .string()
  .max(65_536)
  .regex(/^(?:[0-9A-Fa-f]{2}|\s)*$/, 'bytes_hex is not hexadecimal');

/** One capture of a reader: bytes in pieces or reports, or text. Fields beyond these are allowed and not looked at. */
export const captureEntrySchema = z
  .looseObject({
    id: z.union([z.number(), z.string().max(200)]),
    category: z.string().max(40),
    bytes_hex: z.union([hexSchema, z.array(hexSchema).max(4096)]).optional(),
    /** The report descriptor of a HID device. */
    descriptor_hex: hexSchema.optional(),
    text: z.string().max(8192).optional(),
  })
  .refine(({ bytes_hex, text }) => bytes_hex !== undefined || text !== undefined, {
    message: 'neither bytes_hex nor text',
  });

/** A file of captures: a JSON list; its entries are looked at one by one. */
export const captureListSchema = z.array(z.unknown()).max(100_000);

/** What a capture holds, its bytes as bytes. */
export interface Capture {
  /** The pieces as they came; empty where the capture is text. */
  readonly pieces: readonly Uint8Array[];
  /** All the pieces, one behind the other. */
  readonly bytes: Uint8Array;
  readonly text: string | null;
  /** The report descriptor of the HID device; null where the capture has none. */
  readonly descriptor: Uint8Array | null;
}

/** The pieces of an entry as bytes. */
export function captureOf(entry: z.infer<typeof captureEntrySchema>): Capture {
  const list = entry.bytes_hex ?? [];
  const pieces = (typeof list === 'string' ? [list] : list).map(bytesOf);
  const { text = null, descriptor_hex: descriptor } = entry;
  return {
    pieces,
    bytes: bytesOf([list].flat().join('')),
    text,
    descriptor: descriptor === undefined ? null : bytesOf(descriptor),
  };
}

function bytesOf(hex: string): Uint8Array {
  const pairs = hex.replaceAll(/\s+/g, '').match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
