import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channels, events, isChannelName } from '../../../src/ipc/contract.ts';
import { hostFrameSchema, requestFrameSchema } from '../../../src/ipc/transport.ts';
import { ledgerOperations } from '../../../src/ipc/channels/ledger.ts';
import { exchangeSchemas } from '../../../src/protocol/exchange.ts';
import { isPaymentShaped } from '../../support/paymentShaped.ts';

describe('the contract between renderer and host', () => {
  it('knows its own channels and no name that every object has', () => {
    expect(Object.keys(channels).every(isChannelName)).toBe(true);
    for (const name of ['constructor', '__proto__', 'toString', '', 'journal', 'journal.append ']) {
      expect(isChannelName(name)).toBe(false);
    }
  });

  it('refuses any other payload than its own, on every channel and event, without throwing', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(fc.anything(), { minLength: 1 }),
      fc.record({ unexpected: fc.anything() }),
    );
    fc.assert(
      fc.property(hostile, (payload) => {
        for (const [name, { request }] of Object.entries(channels)) {
          expect(request.safeParse(payload).success, name).toBe(false);
        }
        for (const [name, schema] of Object.entries(events)) {
          expect(schema.safeParse(payload).success, name).toBe(false);
        }
      }),
    );
  });

  it('offers exactly the protocol’s exchanges', () => {
    expect([...ledgerOperations].sort()).toEqual(Object.keys(exchangeSchemas).sort());
  });

  it('takes frames of its three forms only', () => {
    const request = { type: 'request', id: 1, channel: 'journal.status', payload: {} };
    expect(requestFrameSchema.safeParse(request).success).toBe(true);
    for (const change of [{ id: 0 }, { id: 1.5 }, { type: 'answer' }, { extra: 1 }]) {
      expect(requestFrameSchema.safeParse({ ...request, ...change }).success).toBe(false);
    }
    expect(hostFrameSchema.safeParse(request).success).toBe(false);
    const answer = { type: 'answer', id: 1, result: { ok: true, value: 1, error: 'both' } };
    expect(hostFrameSchema.safeParse(answer).success).toBe(false);
  });

  it('invariant 8: has no place in a read where a payment card’s number would fit', () => {
    const outcome = channels['devices.typed'].response;
    const read = (extra: object) =>
      outcome.safeParse({ outcome: { kind: 'refused', reason: 'paymentCard', ...extra } });
    expect(JSON.stringify(read({ number: '4111111111111111' }).data)).not.toSatisfy(
      isPaymentShaped,
    );
  });
});
