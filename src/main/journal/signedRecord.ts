import type { z } from 'zod';
import { canonicalText, type CanonicalValue } from '../../domain/canonical.ts';
import { parseJsonText } from '../files/jsonText.ts';

/** How a small record beside the journal is signed and proven: as transactions are, by the terminal's key. */
export interface RecordSeal {
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signatureBase64: string) => boolean;
}

/**
 * The bytes of a signed record: a line of JSON, and a line with the Ed25519 signature (RFC 8032, base64) over the
 * purpose, a line break and the canonical text (RFC 8785).
 */
export function sealRecord(
  seal: Pick<RecordSeal, 'sign'>,
  purpose: string,
  value: CanonicalValue,
): Uint8Array {
  const text = canonicalText(value);
  return new TextEncoder().encode(`${text}\n${seal.sign(`${purpose}\n${text}`)}\n`);
}

/** The record in `bytes`, or null where it is damaged, of another purpose or key, or not of the schema. */
export function openRecord<Value>(
  seal: Pick<RecordSeal, 'verify'>,
  purpose: string,
  schema: z.ZodType<Value>,
  bytes: Uint8Array,
): Value | null {
  const [text = '', signature = ''] = new TextDecoder().decode(bytes).split('\n');
  if (!seal.verify(`${purpose}\n${text}`, signature)) {
    return null;
  }
  const parsed = schema.safeParse(parseJsonText(new TextEncoder().encode(text)));
  return parsed.success ? parsed.data : null;
}
