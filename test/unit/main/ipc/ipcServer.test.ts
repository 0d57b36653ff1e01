import { describe, expect, it } from 'vitest';
import { ok } from '../../../../src/domain/result.ts';
import type { HostHandlers } from '../../../../src/ipc/contract.ts';
import { createIpcServer, eventFrame } from '../../../../src/main/ipc/ipcServer.ts';
import { hostHandlers } from '../../../support/hostHandlers.ts';
import { soundStatus } from '../../../support/journalStatus.ts';

function serverWith(handlers: Partial<HostHandlers>) {
  const lines: string[] = [];
  const server = createIpcServer({
    handlers: hostHandlers(handlers),
    log: (line) => lines.push(line),
  });
  const ask = (channel: string, payload: unknown) =>
    server.answer({ type: 'request', id: 7, channel, payload });
  return { server, ask, lines };
}

const status = soundStatus(3, 'a'.repeat(64));

describe('the host’s end of the contract', () => {
  it('answers a valid request under its id', async () => {
    const { ask } = serverWith({ 'journal.status': () => Promise.resolve(ok(status)) });
    expect(await ask('journal.status', {})).toEqual({
      type: 'answer',
      id: 7,
      result: { ok: true, value: status },
    });
  });

  it.each(['journal.delete', '__proto__', 'constructor', 'toString', ''])(
    'refuses the unknown channel %j',
    async (channel) => {
      const { ask } = serverWith({});
      expect(await ask(channel, {})).toMatchObject({
        result: { ok: false, error: { code: 'unknownChannel' } },
      });
    },
  );

  it('does not call the handler with a payload that lacks the schema', async () => {
    let calls = 0;
    const { ask } = serverWith({
      'journal.read': () => {
        calls += 1;
        return Promise.resolve(ok({ transactions: [] }));
      },
    });
    for (const payload of [
      null,
      {},
      { afterSequence: -1, limit: 5 },
      { afterSequence: 0, limit: 5, x: 1 },
    ]) {
      expect(await ask('journal.read', payload)).toMatchObject({
        result: { ok: false, error: { code: 'badMessage' } },
      });
    }
    expect(calls).toBe(0);
  });

  it('does not repeat a payload’s content in its refusal', async () => {
    const { ask, lines } = serverWith({});
    const answer = await ask('devices.simulate', { number: 'SECRET-4111' });
    expect(JSON.stringify([answer, lines])).not.toContain('4111');
  });

  it.each([
    ['a value that lacks the schema', () => Promise.resolve(ok({ ...status, sequence: -1 }))],
    [
      'a value that could not cross to another process',
      () => Promise.resolve(ok({ ...status, damage: [], extra: () => undefined })),
    ],
    ['an exception', () => Promise.reject(new Error('card 2900013392964'))],
  ])('turns %s into an internal error and keeps the details out', async (_what, handler) => {
    const { ask, lines } = serverWith({ 'journal.status': handler });
    const answer = await ask('journal.status', {});
    expect(answer).toMatchObject({ result: { ok: false, error: { code: 'internal' } } });
    expect(lines).toHaveLength(1);
    expect(JSON.stringify([answer, lines])).not.toContain('2900013392964');
  });

  it.each([
    null,
    5,
    'text',
    {},
    { type: 'request', id: 0, channel: 'x', payload: 1 },
    { type: 'answer', id: 1 },
  ])('has no answer to the foreign frame %j', async (frame) => {
    const { server } = serverWith({});
    expect(await server.answer(frame)).toBeNull();
  });

  it('refuses requests beyond its bound and serves again once one is done', async () => {
    const waiting: (() => void)[] = [];
    const { ask } = serverWith({
      'journal.status': () => new Promise((resolve) => waiting.push(() => resolve(ok(status)))),
    });
    const first = Array.from({ length: 64 }, () => ask('journal.status', {}));
    expect(await ask('journal.status', {})).toMatchObject({
      result: { ok: false, error: { code: 'internal' } },
    });
    waiting.forEach((finish) => finish());
    await Promise.all(first);
    const next = ask('journal.status', {});
    waiting.at(-1)?.();
    expect(await next).toMatchObject({ result: { ok: true } });
  });
});

describe('an event', () => {
  it('goes out with its schema’s fields only', () => {
    const topics = { topics: ['pages' as const], extra: 1 };
    expect(eventFrame('ledger.changed', topics, () => undefined)).toEqual({
      type: 'event',
      event: 'ledger.changed',
      payload: { topics: ['pages'] },
    });
  });

  it('does not go out where it lacks its schema', () => {
    const lines: string[] = [];
    const devices = Array.from({ length: 65 }, (_, index) => ({
      deviceId: String(index),
      connection: 'hid' as const,
      deviceClass: 'Scanner' as const,
      location: '',
      name: '',
      state: 'ready' as const,
      detail: '',
    }));
    expect(eventFrame('devices.changed', { devices }, (line) => lines.push(line))).toBeNull();
    expect(lines).toHaveLength(1);
  });
});
