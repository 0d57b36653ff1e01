import { describe, expect, it } from 'vitest';
import { fail } from '../../../../../src/domain/result.ts';
import { createExceptionDesk } from '../../../../../src/renderer/features/exceptions/exceptionDesk.ts';

const decision = {
  exceptionId: '0123456789abcdef0123456789abcdef',
  resolution: 'acknowledged',
  points: null,
  note: 'seen it',
} as const;

describe('the desk that settles exceptions', () => {
  it('tells a refusal in the ledger’s words', async () => {
    const message = 'It was resolved already (posted) by O9.';
    const desk = createExceptionDesk({
      exchange: async () =>
        Promise.resolve(fail({ kind: 'refused', code: 'exceptionResolved', message })),
    });
    expect(await desk.resolve(decision, 'O1')).toEqual({ kind: 'refused', message });
  });

  it('takes no answer for what it is: perhaps done, perhaps not', async () => {
    const desk = createExceptionDesk({
      exchange: async () =>
        Promise.resolve(fail({ kind: 'unavailable', code: 'timeout', message: 'no answer' })),
    });
    expect(await desk.resolve(decision, 'O1')).toEqual({ kind: 'noAnswer' });
  });
});
