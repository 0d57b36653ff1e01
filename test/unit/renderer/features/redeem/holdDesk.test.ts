import { describe, expect, it } from 'vitest';
import { fail } from '../../../../../src/domain/result.ts';
import { holdResponseSchema } from '../../../../../src/protocol/hold.ts';
import { parseAnswer } from '../../../../../src/sync/hostTransport.ts';
import type { LedgerTransport, TransportFailure } from '../../../../../src/sync/transport.ts';
import {
  createHoldDesk,
  RECALL_ATTEMPTS,
  RECALL_PAUSE_MS,
} from '../../../../../src/renderer/features/redeem/holdDesk.ts';

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

/**
 * A desk whose ledger answers every exchange by `answer`, and that waits no time at all, or forever, or forever for an answer
 * and no time between two requests.
 */
function deskOf(
  answer: () => Promise<unknown>,
  patience: 'none' | 'endless' | 'short' = 'endless',
) {
  const exchanges: string[] = [];
  const exchange: LedgerTransport['exchange'] = async (operation) => {
    exchanges.push(operation);
    const given = await answer();
    return isFailure(given) ? fail(given) : parseAnswer(operation, given);
  };
  const desk = createHoldDesk({
    transport: { exchange },
    ids: { uuid: () => HOLD },
    sleep: (durationMs) =>
      patience === 'none' || (patience === 'short' && durationMs === RECALL_PAUSE_MS)
        ? Promise.resolve()
        : never,
  });
  return { desk, exchanges };
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
    expect(await desk.place('M1', 500)).toMatchObject({
      kind: 'refused',
      reason: 'insufficientPoints',
    });
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

describe('points that are set apart at another till', () => {
  const leased: TransportFailure = {
    kind: 'refused',
    code: 'pointsLeased',
    message: '0 points can be spent at once; 500 more are set apart.',
  };

  it('are asked for again until the other till has given them back, and the cashier is told once', async () => {
    let asked = 0;
    const { desk, exchanges } = deskOf(() => {
      asked += 1;
      return Promise.resolve(asked < 4 ? leased : pending);
    }, 'short');
    let told = 0;
    expect(await desk.place('M1', 500, () => (told += 1))).toEqual({ kind: 'held', holdId: HOLD });
    expect(exchanges).toEqual(Array.from({ length: 4 }, () => 'placeHold'));
    expect(told).toBe(1);
  });

  it('are not waited for for ever, nor held under several names', async () => {
    const { desk, exchanges } = deskOf(() => Promise.resolve(leased), 'short');
    expect(await desk.place('M1', 500)).toEqual({
      kind: 'refused',
      reason: 'pointsLeased',
      message: leased.message,
    });
    expect(exchanges).toHaveLength(RECALL_ATTEMPTS);
  });

  it('are left to the offline rules where the line breaks while they are called back', async () => {
    let asked = 0;
    const { desk } = deskOf(() => {
      asked += 1;
      return Promise.resolve(
        asked === 1 ? leased : { kind: 'unavailable', code: 'timeout', message: '' },
      );
    }, 'short');
    expect(await desk.place('M1', 500)).toEqual({ kind: 'noAnswer' });
  });
});
