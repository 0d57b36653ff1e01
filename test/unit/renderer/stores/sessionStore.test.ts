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
