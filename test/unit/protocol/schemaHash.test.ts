import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalText, type CanonicalValue } from '../../../src/domain/canonical.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/version.ts';
import { protocolSchemas } from '../../support/protocolSchemas.ts';

const file = new URL('../../fixtures/protocolHashes.json', import.meta.url);
const committedSchema = z.object({
  protocolVersion: z.int(),
  messages: z.record(z.string(), z.string()),
});

/** The first 16 hexadecimal digits of the SHA-256 of a schema's JSON Schema text. */
function hashOf(schema: z.ZodType): string {
  const described: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' })));
  return createHash('sha256')
    .update(canonicalText(described as CanonicalValue))
    .digest('hex')
    .slice(0, 16);
}

describe('the messages between terminal and ledger', () => {
  it('change only together with a decision about the protocol’s version', () => {
    const messages = Object.fromEntries(
      Object.entries(protocolSchemas).map(([name, schema]) => [name, hashOf(schema)]),
    );
    const now = { protocolVersion: PROTOCOL_VERSION, messages };
    const committed = existsSync(file)
      ? committedSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
      : null;
    expect(
      now,
      `A message changed. Terminals in the field speak the old form: if they still can after this change, keep
PROTOCOL_VERSION; if not, raise it and serve both. Then write this to test/fixtures/protocolHashes.json:
${JSON.stringify(now, null, 2)}`,
    ).toEqual(committed);
  });

  it('are told apart by their hash: another bound is another message', () => {
    expect(hashOf(z.string().max(9))).not.toBe(hashOf(z.string().max(10)));
    expect(hashOf(z.strictObject({ a: z.int() }))).not.toBe(hashOf(z.object({ a: z.int() })));
  });
});
