import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalText, type CanonicalValue } from '../../../src/domain/canonical.ts';
import { PROTOCOL_VERSION, SERVED_PROTOCOL_VERSIONS } from '../../../src/protocol/version.ts';
import { protocolSchemas } from '../../support/protocolSchemas.ts';

const file = new URL('../../fixtures/protocolHashes.json', import.meta.url);
const committedSchema = z.object({
  /** By protocol version: the hash of each message. Those of versions before are history and stay. */
  versions: z.record(z.string(), z.record(z.string(), z.string())),
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
  const committed = committedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).versions;

  it('change only together with a decision about the protocol’s version', () => {
    const messages = Object.fromEntries(
      Object.entries(protocolSchemas).map(([name, schema]) => [name, hashOf(schema)]),
    );
    expect(
      messages,
      `A message changed. Terminals in the field speak the old form: if they still can after this change, keep
PROTOCOL_VERSION; if not, raise it and serve both. Then put this under version ${PROTOCOL_VERSION} of
test/fixtures/protocolHashes.json:
${JSON.stringify(messages, null, 2)}`,
    ).toEqual(committed[PROTOCOL_VERSION]);
  });

  it('are remembered for every version that a ledger serves', () => {
    for (const version of SERVED_PROTOCOL_VERSIONS) {
      expect(Object.keys(committed[version] ?? {})).toContain('push request');
    }
  });

  it('are told apart by their hash: another bound is another message', () => {
    expect(hashOf(z.string().max(9))).not.toBe(hashOf(z.string().max(10)));
    expect(hashOf(z.strictObject({ a: z.int() }))).not.toBe(hashOf(z.object({ a: z.int() })));
  });
});
