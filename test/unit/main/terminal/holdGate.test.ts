import { beforeEach, describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../../../src/domain/result.ts';
import { HoldGate } from '../../../../src/main/terminal/holdGate.ts';
import { passHoldExchange } from '../../../../src/main/terminal/holdExchanges.ts';
import { HOLD_LIFETIME_MS } from '../../../../src/protocol/hold.ts';

const holdIdOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const [FIRST, SECOND] = [holdIdOf(1), holdIdOf(2)];
const named = (...holdIds: string[]) => holdIds.map((holdId) => ({ memberId: 'M1', holdId }));

type Sealed = Result<string, string>;
const seal = (): Promise<Sealed> => Promise.resolve(ok('sealed'));
const refuse = (): Promise<Sealed> => Promise.resolve(fail('disk full'));
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A seal that is under way until the test ends it. */
function slowSeal() {
  let end: (sealed: Sealed) => void = () => undefined;
  const sealed = new Promise<Sealed>((resolve) => {
    end = resolve;
  });
  return { seal: () => sealed, end: (result: Sealed) => end(result) };
}

describe('the gate before sales by holds', () => {
  let nowMs = 0;
  let gate: HoldGate;
  beforeEach(() => {
    nowMs = 1000;
    gate = new HoldGate({ monotonicMs: () => nowMs, carriesOver: false });
  });

  it('seals one sale by a hold that was asked for, and none by another', async () => {
    expect(await gate.pass(FIRST, seal)).toBeNull();
    expect(gate.ask(FIRST)).toBe(true);
    expect(await gate.pass(FIRST, refuse)).toEqual(fail('disk full'));
    expect(await gate.pass(FIRST, seal)).toEqual(ok('sealed'));
    expect(await gate.pass(FIRST, seal)).toBeNull();
    expect(gate.ask(FIRST)).toBe(false);
  });

  it('seals nothing any more by a hold that is given back, nor asks for it again', async () => {
    gate.ask(FIRST);
    expect(await gate.release(FIRST)).toBe(true);
    expect(await gate.pass(FIRST, seal)).toBeNull();
    expect(gate.ask(FIRST)).toBe(false);
    expect(await gate.release(FIRST)).toBe(true);
  });

  it('lets no hold be voided by which a sale was sealed, or is being sealed well', async () => {
    gate.ask(FIRST);
    const slow = slowSeal();
    const sealing = gate.pass(FIRST, slow.seal);
    let voided: boolean | null = null;
    const releasing = gate.release(FIRST).then((may) => {
      voided = may;
    });
    await turn();
    expect(voided).toBeNull();
    slow.end(ok('sealed'));
    expect(await sealing).toEqual(ok('sealed'));
    await releasing;
    expect(voided).toBe(false);
    gate.ask(SECOND);
    const failing = slowSeal();
    const unsealed = gate.pass(SECOND, failing.seal);
    const released = gate.release(SECOND);
    failing.end(fail('disk full'));
    await unsealed;
    expect(await released).toBe(true);
    expect(await gate.pass(SECOND, seal)).toBeNull();
  });

  it('names of the pending holds those that no sale will use: of an earlier run, used, or given back', async () => {
    const sealedId = holdIdOf(3);
    gate.ask(FIRST);
    gate.ask(SECOND);
    gate.ask(sealedId);
    await gate.release(SECOND);
    await gate.pass(sealedId, seal);
    const earlier = holdIdOf(4);
    gate.hear(named(FIRST, SECOND, sealedId, earlier));
    expect(await gate.giveBack()).toEqual(named(SECOND, sealedId, earlier));
    expect(await gate.pass(FIRST, seal)).toEqual(ok('sealed'));
    expect(await gate.pass(earlier, seal)).toBeNull();
    // The run before may have sealed a sale by it, so that only the ledger knows when it is over.
    expect(await gate.release(earlier)).toBe(false);
    expect(await gate.release(holdIdOf(5))).toBe(false);
  });

  it('gives a forgotten hold back after its time, and seals nothing by it from then on', async () => {
    gate.ask(FIRST);
    gate.hear(named(FIRST));
    nowMs += HOLD_LIFETIME_MS - 1;
    expect(await gate.giveBack()).toEqual([]);
    nowMs += 1;
    expect(await gate.giveBack()).toEqual(named(FIRST));
    expect(await gate.pass(FIRST, seal)).toBeNull();
  });

  it('names a hold only when the sale that was being sealed by it lies in the journal', async () => {
    gate.ask(FIRST);
    gate.hear(named(FIRST));
    nowMs += HOLD_LIFETIME_MS;
    const slow = slowSeal();
    const sealing = gate.pass(FIRST, slow.seal);
    let told = false;
    const telling = gate.giveBack().then((names) => {
      told = true;
      return names;
    });
    await turn();
    expect(told).toBe(false);
    slow.end(ok('sealed'));
    expect([await sealing, await telling]).toEqual([ok('sealed'), named(FIRST)]);
  });

  it('says nothing of holds while an earlier enrolment’s sales are on their way', async () => {
    const again = new HoldGate({ monotonicMs: () => nowMs, carriesOver: true });
    again.hear(named(FIRST));
    expect(await again.giveBack()).toEqual([]);
    again.carriedOver();
    expect(await again.giveBack()).toEqual(named(FIRST));
  });

  it('stands between the page and the ledger', async () => {
    const hold = { holdId: FIRST, memberId: 'M1' };
    expect(await passHoldExchange(gate, 'voidHold', hold)).toMatchObject({
      error: { code: 'notInThisMode' },
    });
    expect(await passHoldExchange(gate, 'placeHold', hold)).toMatchObject({
      error: { code: 'badMessage' },
    });
    const asked = { ...hold, points: 100 };
    expect(await passHoldExchange(gate, 'placeHold', asked)).toEqual(ok(asked));
    expect(await passHoldExchange(gate, 'voidHold', hold)).toEqual(ok(hold));
    expect(await gate.pass(FIRST, seal)).toBeNull();
  });
});
