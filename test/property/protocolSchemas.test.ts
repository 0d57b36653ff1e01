import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, type CanonicalValue } from '../../src/domain/canonical.ts';
import { GENESIS_HEAD, nextBody, transactionHash } from '../../src/domain/seal.ts';
import { sealedTransactionSchema } from '../../src/protocol/transaction.ts';
import { transactionDraft, uuid } from '../support/domainArbitraries.ts';
import { sha256Hex } from '../support/ports.ts';
import { protocolSchemas } from '../support/protocolSchemas.ts';
import { UNMEASURED_CLOCK } from '../support/transactionDrafts.ts';

const sealed = fc.record({ draft: transactionDraft, id: uuid }).map(({ draft, id }) => {
  const body = nextBody(draft, {
    terminalId: 't1',
    storeId: 's1',
    head: GENESIS_HEAD,
    uuid: id,
    occurredAt: '2026-11-22T09:30:00.000Z',
    businessDate: '2026-11-22',
    clock: UNMEASURED_CLOCK,
  });
  return { body, hash: transactionHash(body, sha256Hex), signature: 'AAAA' };
});

/** Values that no field of a sealed transaction may have. */
const poison = fc.constantFrom<unknown>(
  undefined,
  NaN,
  Infinity,
  0.5,
  -1e13,
  2 ** 53,
  true,
  '\ud800',
  'a\u0000b',
  'é'.repeat(300),
  [],
  {},
  { kind: 'member' },
  ['__proto__'],
);

function leaves(value: unknown, path: readonly string[] = []): string[][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => leaves(part, [...path, name]))
    : [[...path]];
}

/** A copy in which the value at `path` is another, or which has a member too many there. */
function poisoned(original: unknown, path: readonly string[], value: unknown): unknown {
  const copy: unknown = structuredClone(original);
  let place = copy as Record<string, unknown>;
  for (const step of path.slice(0, -1)) {
    place = place[step] as Record<string, unknown>;
  }
  place[path.at(-1)!] = value;
  return copy;
}

describe('the schemas of the protocol', () => {
  it('refuse anything that is not a message, without throwing', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
        for (const [name, schema] of Object.entries(protocolSchemas)) {
          expect(schema.safeParse(value).success, name).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuse a sealed transaction with one poisoned value', () => {
    fc.assert(
      fc.property(sealed, fc.nat(), poison, (transaction, which, value) => {
        const all = leaves(transaction);
        const path = all[which % all.length]!;
        // A clock may have jumped, and may be off by any number of milliseconds.
        fc.pre(!(value === true && path.at(-1) === 'jumped'));
        fc.pre(!(Number.isSafeInteger(value) && path.at(-1) === 'offsetMs'));
        // A clock may be off by centuries: the till still sells.
        fc.pre(!(value === -1e13 && path.at(-1) === 'offsetMs'));
        const spoiled = poisoned(transaction, path, value);
        expect(sealedTransactionSchema.safeParse(spoiled).success).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuse a sealed transaction with a member that the seal would not cover', () => {
    fc.assert(
      fc.property(sealed, fc.string({ minLength: 1 }), fc.nat(), (transaction, name, which) => {
        fc.pre(name !== '__proto__');
        const holders = [[], ['body'], ['body', 'lines', '0']];
        const path = [...holders[which % holders.length]!, `extra ${name}`];
        const spoiled = poisoned(transaction, path, 1);
        expect(sealedTransactionSchema.safeParse(spoiled).success).toBe(false);
      }),
    );
  });

  it('let nothing through that cannot be sealed, whatever numbers and texts JSON may hold', () => {
    const anything = fc.oneof(
      fc.double(),
      fc.constant(-0),
      fc.string({ unit: 'binary' }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(sealed, fc.nat(), anything, (transaction, which, value) => {
        const all = leaves(transaction);
        const parsed = sealedTransactionSchema.safeParse(
          poisoned(transaction, all[which % all.length]!, value),
        );
        if (parsed.success) {
          const body = parsed.data.body as unknown as CanonicalValue;
          expect(() => canonicalText(body)).not.toThrow();
        }
      }),
      { numRuns: 1000 },
    );
  });
});
