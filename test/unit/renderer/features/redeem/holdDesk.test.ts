import { describe, expect, it } from 'vitest';
import { fail } from '../../../../../src/domain/result.ts';
import { holdResponseSchema } from '../../../../../src/protocol/hold.ts';
import { parseAnswer } from '../../../../../src/sync/hostTransport.ts';
import type { LedgerTransport, TransportFailure } from '../../../../../src/sync/transport.ts';
import { createHoldBook } from '../../../../../src/renderer/features/redeem/holdBook.ts';
import { createHoldDesk } from '../../../../../src/renderer/features/redeem/holdDesk.ts';
import { memberView } from '../../../../support/rendererHarness/till.ts';

const HOLD = '00000000-0000-7000-8000-0000000000b1';

const pending = holdResponseSchema.parse({
  holdId: HOLD,
  memberId: 'M1',
  points: 500,
  state: 'pending',
  expiresAt: '2026-11-22T14:20:00.000Z',
  availablePoints: 500,
});

const never = new Promise<never>(() => undefined);

/** A desk whose ledger answers every exchange by `answer`, and that waits no time at all, or forever. */
function deskOf(answer: () => Promise<unknown>, patience: 'none' | 'endless' = 'endless') {
  const exchanges: string[] = [];
  const exchange: LedgerTransport['exchange'] = async (operation) => {
    exchanges.push(operation);
    const given = await answer();
    return isFailure(given) ? fail(given) : parseAnswer(operation, given);
  };
  const book = createHoldBook();
  const desk = createHoldDesk({
    transport: { exchange },
    book,
    ids: { uuid: () => HOLD },
    sleep: () => (patience === 'none' ? Promise.resolve() : never),
  });
  return { desk, book, exchanges };
}

function isFailure(value: unknown): value is TransportFailure {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

describe('hold desk', () => {
  it('gives the hold that the ledger placed', async () => {
    const { desk } = deskOf(() => Promise.resolve(pending));
    expect(await desk.place('M1', 500)).toEqual({ kind: 'held', holdId: HOLD });
  });

  it('hands on why the ledger refuses', async () => {
    const failure = { kind: 'refused', code: 'insufficientPoints', message: '' };
    const { desk } = deskOf(() => Promise.resolve(failure));
    expect(await desk.place('M1', 500)).toEqual({ kind: 'refused', reason: 'insufficientPoints' });
  });

  it('has no answer when the ledger cannot be reached', async () => {
    const failure = { kind: 'unavailable', code: 'timeout', message: '' };
    const { desk } = deskOf(() => Promise.resolve(failure));
    expect(await desk.place('M1', 500)).toEqual({ kind: 'noAnswer' });
  });

  it('does not wait for a slow ledger, and gives back a hold that comes too late', async () => {
    let arrive: (value: unknown) => void = () => undefined;
    const late = new Promise<unknown>((resolve) => {
      arrive = resolve;
    });
    const { desk, exchanges } = deskOf(() => late, 'none');
    expect(await desk.place('M1', 500)).toEqual({ kind: 'noAnswer' });
    expect(exchanges).toEqual(['placeHold']);
    arrive(pending);
    await late;
    await new Promise((resolve) => setImmediate(resolve));
    expect(exchanges).toEqual(['placeHold', 'voidHold']);
  });
});

describe('hold book', () => {
  const during = memberView({ asOf: '2026-11-22T14:06:00.000Z' });

  it('tells the points that the ledger’s record has subtracted for a hold of this till', async () => {
    const { desk, book } = deskOf(() => Promise.resolve(pending));
    await desk.place('M1', 500);
    expect(book.heldPoints(during)).toBe(500);
    expect(book.heldPoints({ ...during, memberId: 'M2' })).toBe(0);
  });

  it('tells none for a record from before the hold or after it lapsed', async () => {
    const { desk, book } = deskOf(() => Promise.resolve(pending));
    await desk.place('M1', 500);
    expect(book.heldPoints({ ...during, asOf: '2026-11-22T14:04:59.000Z' })).toBe(0);
    expect(book.heldPoints({ ...during, asOf: '2026-11-22T14:20:00.000Z' })).toBe(0);
  });

  it('tells none once the sale that captured it is applied', async () => {
    const { desk, book } = deskOf(() => Promise.resolve(pending));
    await desk.place('M1', 500);
    book.captured(HOLD, 7);
    expect(book.heldPoints({ ...during, appliedSequence: 6 })).toBe(500);
    expect(book.heldPoints({ ...during, appliedSequence: 7 })).toBe(0);
  });

  it('tells none for a hold that was given back', async () => {
    const { desk, book } = deskOf(() => Promise.resolve(pending));
    await desk.place('M1', 500);
    desk.release('M1', HOLD);
    expect(book.heldPoints(during)).toBe(0);
  });

  it('forgets the oldest hold instead of growing without end', () => {
    const book = createHoldBook();
    for (let number = 0; number < 1000; number += 1) {
      const holdId = `hold-${number}`;
      book.placed({ holdId, memberId: 'M1', points: 1, placedAtMs: 0, expiresAtMs: 9e15 });
    }
    expect(book.heldPoints(during)).toBe(64);
  });
});
