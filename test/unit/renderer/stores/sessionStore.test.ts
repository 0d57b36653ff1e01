import { describe, expect, it } from 'vitest';
import type { Operator } from '../../../../src/domain/operator.ts';
import { ok } from '../../../../src/domain/result.ts';
import { createSessionStore } from '../../../../src/renderer/stores/sessionStore.ts';
import { scriptedBridge } from '../../../support/rendererHarness/scriptedBridge.ts';

const carla: Operator = {
  operatorId: 'O1',
  displayName: 'Carla M.',
  role: 'cashier',
  pinVerifier: {
    algorithm: 'scrypt',
    cost: 1024,
    blockSize: 8,
    parallelization: 1,
    salt: 'AA==',
    key: 'AA==',
  },
};

function sessionWith(answer: { verified: boolean; retryAfterMs: number }) {
  let nowMs = 1_000_000;
  const bridge = scriptedBridge({ 'operators.verifyPin': () => ok(answer) });
  const session = createSessionStore(bridge, { nowMs: () => nowMs });
  const wait = (durationMs: number) => {
    nowMs += durationMs;
  };
  return { session, bridge, wait };
}

describe('sign-on', () => {
  it('signs on whose PIN is right', async () => {
    const { session } = sessionWith({ verified: true, retryAfterMs: 0 });
    expect(await session.getState().signOn(carla, '1111')).toBe('signedOn');
    expect(session.getState().operator).toBe(carla);
  });

  it('signs nobody on with a wrong PIN', async () => {
    const { session } = sessionWith({ verified: false, retryAfterMs: 0 });
    expect(await session.getState().signOn(carla, '1112')).toBe('wrongPin');
    expect(session.getState().operator).toBeNull();
  });

  it('asks the host no more until the time it closed sign-on for has passed', async () => {
    const { session, bridge, wait } = sessionWith({ verified: false, retryAfterMs: 4000 });
    expect(await session.getState().signOn(carla, '1112')).toBe('closed');
    wait(3999);
    expect(await session.getState().signOn(carla, '1111')).toBe('closed');
    expect(bridge.asked).toHaveLength(1);
    wait(1);
    await session.getState().signOn(carla, '1111');
    expect(bridge.asked).toHaveLength(2);
  });

  it('signs nobody on when the host cannot check', async () => {
    const session = createSessionStore(scriptedBridge({}), { nowMs: () => 0 });
    expect(await session.getState().signOn(carla, '1111')).toBe('failed');
    expect(session.getState().operator).toBeNull();
    expect(session.getState().checking).toBe(false);
  });
});

describe('a manager’s override', () => {
  const wish = { reasonCode: 'goodwill', memberId: 'M1', points: 900 };
  const maria: Operator = { ...carla, operatorId: 'O5', role: 'manager', overrideKey: 'AA==' };

  it('keeps who has signed on, and closes the same PIN pad after wrong PINs', async () => {
    const bridge = scriptedBridge({
      'operators.verifyPin': () => ok({ verified: true, retryAfterMs: 0 }),
      'operators.grantOverride': () => ok({ kind: 'refused', retryAfterMs: 4000 }),
    });
    const session = createSessionStore(bridge, { nowMs: () => 0 });
    await session.getState().signOn(carla, '1111');
    expect(await session.getState().override(maria, '0000', wish)).toEqual({ kind: 'closed' });
    expect(session.getState().operator).toBe(carla);
    expect(await session.getState().signOn(maria, '9001')).toBe('closed');
    expect(await session.getState().override(maria, '9001', wish)).toEqual({ kind: 'closed' });
    expect(bridge.asked.filter((channel) => channel === 'operators.grantOverride')).toHaveLength(1);
  });

  it('is not asked of whose PIN has no key', async () => {
    const bridge = scriptedBridge({});
    const session = createSessionStore(bridge, { nowMs: () => 0 });
    const outcome = await session.getState().override(carla, '1111', wish);
    expect(outcome.kind).toBe('failed');
    expect(bridge.asked).toEqual([]);
  });
});
