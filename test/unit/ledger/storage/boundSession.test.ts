import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boundSession } from '../../../../src/ledger/storage/boundSession.ts';

describe('a session that is bound to its transaction', () => {
  it('takes no statement after the rollback, where another of those sent together had failed', async () => {
    const ran: string[] = [];
    const { session, end } = boundSession({
      rows: () => Promise.resolve([]),
      run: (text) => {
        ran.push(text);
        return text === 'second' ? Promise.reject(new Error('deadlock')) : Promise.resolve();
      },
    });
    const inTurn = async (): Promise<void> => {
      await session.run('first');
      await new Promise((resolve) => setImmediate(resolve));
      await session.run('third');
    };
    const slow = inTurn();
    await expect(Promise.all([slow, session.run('second')])).rejects.toThrow('deadlock');
    end();
    await expect(slow).rejects.toThrow('is over');
    await expect(session.rows(z.object({}), 'fourth')).rejects.toThrow('is over');
    expect(ran).toEqual(['first', 'second']);
  });
});
