import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GENESIS_HASH,
  GENESIS_HEAD,
  nextBody,
  transactionHash,
  verifyNext,
  type ChainFault,
  type ChainHead,
} from '../../src/domain/seal.ts';
import type { SealedTransaction, TransactionDraft } from '../../src/domain/transaction.ts';
import { sealedTransactionSchema } from '../../src/protocol/transaction.ts';
import { transactionDraft, uuid } from '../support/domainArbitraries.ts';
import { sha256Hex } from '../support/ports.ts';
import { UNMEASURED_CLOCK } from '../support/transactionDrafts.ts';

const item = fc.record({ draft: transactionDraft, uuid });
type Item = typeof item extends fc.Arbitrary<infer Value> ? Value : never;

function sealChain(items: readonly Item[]): SealedTransaction[] {
  let head = GENESIS_HEAD;
  return items.map((one) => {
    const sealed = seal(one.draft, head, one.uuid);
    head = { sequence: sealed.body.sequence, hash: sealed.hash };
    return sealed;
  });
}

function seal(draft: TransactionDraft, head: ChainHead, id: string): SealedTransaction {
  const body = nextBody(draft, {
    terminalId: 't1',
    storeId: 's1',
    head,
    uuid: id,
    occurredAt: '2026-11-22T09:30:00.000Z',
    businessDate: '2026-11-22',
    clock: UNMEASURED_CLOCK,
  });
  return { body, hash: transactionHash(body, sha256Hex), signature: '' };
}

/** The first fault of a chain from its beginning, with the place where it was found; null where it is whole. */
function firstFault(chain: readonly SealedTransaction[]): { at: number; fault: ChainFault } | null {
  let head = GENESIS_HEAD;
  for (const [at, transaction] of chain.entries()) {
    const next = verifyNext(head, transaction, sha256Hex);
    if (!next.ok) {
      return { at, fault: next.error };
    }
    head = next.value;
  }
  return null;
}

/** Every place in a record where a plain value lies. */
function places(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) {
    return value.flatMap((part: unknown, index) => places(part, [...path, index]));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, part]) => places(part, [...path, name]));
  }
  return [[...path]];
}

/** The record with another value at `path`, of the same type where it has one. */
function altered(value: unknown, path: readonly (string | number)[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (typeof value === 'number') {
      return value + 1;
    }
    return typeof value === 'string'
      ? `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`
      : 0;
  }
  if (Array.isArray(value)) {
    return value.map((part: unknown, index) => (index === step ? altered(part, rest) : part));
  }
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [step]: altered(record[step], rest) };
}

const chain = fc.array(item, { minLength: 1, maxLength: 8 }).map(sealChain);
const longChain = fc.array(item, { minLength: 3, maxLength: 8 }).map(sealChain);

describe('invariant 3: gapless', () => {
  it('accepts a chain as it was sealed, and every transaction by the protocol’s schema', () => {
    fc.assert(
      fc.property(chain, (sealed) => {
        expect(firstFault(sealed)).toBeNull();
        expect(sealed[0]!.body.previousHash).toBe(GENESIS_HASH);
        for (const transaction of sealed) {
          expect(sealedTransactionSchema.safeParse(transaction).success).toBe(true);
        }
      }),
    );
  });

  it('notices an alteration of any one value of any transaction', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.nat(), (sealed, which, where) => {
        const at = which % sealed.length;
        const original = sealed[at]!;
        const all = places(original.body);
        const body = altered(original.body, all[where % all.length]!);
        const changed = { ...original, body } as SealedTransaction;
        const found = firstFault(sealed.map((each, index) => (index === at ? changed : each)));
        expect(found).toEqual({ at, fault: { code: 'hashMismatch' } });
      }),
      { numRuns: 300 },
    );
  });

  it('notices an alteration that was hashed again at the transaction behind it', () => {
    fc.assert(
      fc.property(longChain, fc.nat(), (sealed, which) => {
        const at = which % (sealed.length - 1);
        const original = sealed[at]!;
        const body = { ...original.body, programmeVersion: original.body.programmeVersion + 1 };
        const changed = { ...original, body, hash: transactionHash(body, sha256Hex) };
        const found = firstFault(sealed.map((each, index) => (index === at ? changed : each)));
        expect(found).toEqual({ at: at + 1, fault: { code: 'previousHashMismatch' } });
      }),
    );
  });

  it('notices a missing transaction and says which it expects', () => {
    fc.assert(
      fc.property(longChain, fc.nat(), (sealed, which) => {
        const at = which % (sealed.length - 1);
        const found = firstFault(sealed.filter((_, index) => index !== at));
        expect(found).toEqual({ at, fault: { code: 'sequenceGap', expectedSequence: at + 1 } });
      }),
    );
  });

  it('notices two transactions that changed places', () => {
    fc.assert(
      fc.property(longChain, fc.nat(), (sealed, which) => {
        const at = which % (sealed.length - 1);
        const swapped = sealed.with(at, sealed[at + 1]!).with(at + 1, sealed[at]!);
        expect(firstFault(swapped)).toEqual({
          at,
          fault: { code: 'sequenceGap', expectedSequence: at + 1 },
        });
      }),
    );
  });

  it('notices a transaction that comes a second time', () => {
    fc.assert(
      fc.property(longChain, fc.nat(), fc.nat(), (sealed, which, later) => {
        const original = which % sealed.length;
        const at = original + 1 + (later % (sealed.length - original));
        const replayed = [...sealed.slice(0, at), sealed[original]!, ...sealed.slice(at)];
        expect(firstFault(replayed)).toEqual({
          at,
          fault: { code: 'alreadyChained', expectedSequence: at + 1 },
        });
      }),
    );
  });

  it('notices a restored image: a second history from the same place does not go on from the first', () => {
    fc.assert(
      fc.property(longChain, item, item, fc.nat(), (sealed, other, last, which) => {
        fc.pre(other.uuid !== sealed[0]!.body.transactionId.slice(3));
        const at = which % sealed.length;
        const before = sealed[at - 1];
        const head =
          before === undefined
            ? GENESIS_HEAD
            : { sequence: before.body.sequence, hash: before.hash };
        const fork = seal(other.draft, head, other.uuid);
        fc.pre(fork.hash !== sealed[at]!.hash);
        const behind = seal(last.draft, { sequence: at + 1, hash: fork.hash }, last.uuid);
        const ledgerHead = { sequence: sealed[at]!.body.sequence, hash: sealed[at]!.hash };
        expect(verifyNext(ledgerHead, fork, sha256Hex)).toEqual({
          ok: false,
          error: { code: 'alreadyChained', expectedSequence: at + 2 },
        });
        expect(verifyNext(ledgerHead, behind, sha256Hex)).toEqual({
          ok: false,
          error: { code: 'previousHashMismatch' },
        });
      }),
    );
  });

  it('refuses an id that another terminal could have given', () => {
    fc.assert(
      fc.property(item, (one) => {
        const { body } = seal(one.draft, GENESIS_HEAD, one.uuid);
        const foreign = { ...body, transactionId: body.transactionId.replace('t1:', 't2:') };
        const transaction = {
          body: foreign,
          hash: transactionHash(foreign, sha256Hex),
          signature: '',
        };
        expect(verifyNext(GENESIS_HEAD, transaction, sha256Hex)).toEqual({
          ok: false,
          error: { code: 'idMismatch' },
        });
      }),
    );
  });
});
