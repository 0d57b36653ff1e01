import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../../src/domain/result.ts';
import { createHostStore } from '../../../../src/renderer/stores/hostStore.ts';
import { scriptedBridge } from '../../../support/rendererHarness/scriptedBridge.ts';
import { soundStatus } from '../../../support/journalStatus.ts';

const status = soundStatus(3);
const never = new Promise<never>(() => undefined);

describe('host', () => {
  it('is gone while it does not answer, and back when it does', async () => {
    let alive = false;
    const bridge = scriptedBridge({
      'journal.status': () => (alive ? ok(status) : fail({ code: 'timeout', message: '' })),
    });
    const host = createHostStore(bridge, () => never);
    expect(await host.getState().pulse()).toBe(false);
    expect(host.getState().reachable).toBe(false);
    alive = true;
    expect(await host.getState().pulse()).toBe(true);
    expect(host.getState()).toMatchObject({ reachable: true, journal: status });
  });

  it('is gone when it stays silent', async () => {
    const bridge = scriptedBridge({ 'journal.status': () => never });
    const host = createHostStore(bridge, () => Promise.resolve());
    expect(await host.getState().pulse()).toBe(false);
  });

  it('lives when it answers with a refusal', async () => {
    const bridge = scriptedBridge({
      'journal.status': () => fail({ code: 'notEnrolled', message: '' }),
    });
    const host = createHostStore(bridge, () => never);
    expect(await host.getState().pulse()).toBe(true);
  });
});
