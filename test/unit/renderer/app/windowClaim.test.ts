import { afterEach, describe, expect, it } from 'vitest';
import { claimWindow, type WindowPorts } from '../../../../src/renderer/app/windowClaim.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

const endings: (() => void)[] = [];

afterEach(() => {
  for (const end of endings.splice(0)) {
    end();
  }
});

/** A window with the platform's own locks, which it lets go when it is closed or loaded anew, as in a browser. */
function openWindow() {
  const channel = new BroadcastChannel('windows of the test');
  const closed = Promise.withResolvers<null>();
  const patience = Promise.withResolvers<undefined>();
  const seen = { reloads: 0 };
  const close = () => {
    channel.close();
    closed.resolve(null);
  };
  const request = (
    name: string,
    options: LockOptions | LockGrantedCallback<unknown>,
    granted?: LockGrantedCallback<unknown>,
  ): Promise<unknown> => {
    const callback = granted ?? (typeof options === 'function' ? options : () => null);
    const kept = typeof options === 'function' ? {} : options;
    return navigator.locks.request(name, kept, (lock) =>
      Promise.race([callback(lock), closed.promise]),
    );
  };
  const locks: WindowPorts['locks'] = { request };
  const claim = claimWindow({
    locks,
    channel,
    sleep: () => patience.promise,
    reload: () => {
      seen.reloads += 1;
      close();
    },
  });
  endings.push(close);
  const isAt = (place: string) =>
    waitUntil(`window that is ${place}`, () => claim.place.current() === place);
  return { claim, seen, close, isAt, losePatience: () => patience.resolve(undefined) };
}

describe('one window of a browser is the till', () => {
  it('lets the second one wait, and take over by itself when the first is closed', async () => {
    const first = openWindow();
    await first.isAt('here');
    const second = openWindow();
    await second.isAt('elsewhere');
    expect(first.claim.place.current()).toBe('here');
    first.close();
    await second.isAt('here');
  });

  it('moves only when the sale under way in the other window is settled', async () => {
    const first = openWindow();
    const sale = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    first.claim.onWanted(() => {
      asked.resolve(undefined);
      return sale.promise;
    });
    await first.isAt('here');
    const second = openWindow();
    await second.isAt('elsewhere');
    second.claim.takeOver();
    await asked.promise;
    expect(second.claim.place.current()).toBe('moving');
    expect(first.seen.reloads).toBe(0);
    sale.resolve(undefined);
    await second.isAt('here');
    expect(first.seen.reloads).toBe(1);
  });

  it('takes the till from a window that does not answer', async () => {
    const first = openWindow();
    first.claim.onWanted(() => new Promise(() => undefined));
    await first.isAt('here');
    const second = openWindow();
    await second.isAt('elsewhere');
    second.claim.takeOver();
    second.losePatience();
    await second.isAt('here');
    await waitUntil('window that is loaded anew', () => first.seen.reloads === 1);
  });
});
