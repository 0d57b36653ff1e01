import { describe, expect, it } from 'vitest';
import type { TransactionDraft } from '../../../../src/domain/transaction.ts';
import { LeaseGate } from '../../../../src/main/terminal/leaseGate.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const leaseIdOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const spending = (leaseId: string): TransactionDraft => ({
  ...saleDraft(1000),
  redemption: { points: 200, valueMinor: 200, authorisation: { kind: 'allotment', leaseId } },
});

/** A seal that is under way until the test ends it, well or not. */
function slowSeal() {
  let end: (sealed: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const sealed = new Promise<string>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { seal: () => sealed, end: () => end('sealed'), fail: () => fail(new Error('disk')) };
}

const seal = () => Promise.resolve('sealed');
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate before leases that are given back', () => {
  it('seals from a lease until it is closed, and never again, other leases and sales untouched', async () => {
    const gate = new LeaseGate();
    const [closed, open] = [leaseIdOf(1), leaseIdOf(2)];
    expect(await gate.pass(spending(closed), seal)).toBe('sealed');
    await gate.close([closed]);
    let asked = 0;
    const counted = () => {
      asked += 1;
      return seal();
    };
    expect(await gate.pass(spending(closed), counted)).toBeNull();
    expect(asked).toBe(0);
    expect(await gate.pass(spending(open), counted)).toBe('sealed');
    expect(await gate.pass(saleDraft(1000), counted)).toBe('sealed');
  });

  it('lets the ledger be told of a recall only when the sale that was being sealed lies in the journal', async () => {
    const gate = new LeaseGate();
    const slow = slowSeal();
    const sealing = gate.pass(spending(leaseIdOf(1)), slow.seal);
    let told = false;
    const closing = gate.close([leaseIdOf(1)]).then(() => {
      told = true;
    });
    await turn();
    expect(told).toBe(false);
    // Another window's sale that comes now is too late.
    expect(await gate.pass(spending(leaseIdOf(1)), seal)).toBeNull();
    slow.end();
    await closing;
    expect(await sealing).toBe('sealed');
  });

  it('does not wait for ever for a seal that fails', async () => {
    const gate = new LeaseGate();
    const slow = slowSeal();
    const sealing = gate.pass(spending(leaseIdOf(1)), slow.seal);
    const closing = gate.close([leaseIdOf(1)]);
    slow.fail();
    await expect(sealing).rejects.toThrow('disk');
    await closing;
  });

  it('remembers ten thousand, the newest, however often they are named', async () => {
    const gate = new LeaseGate();
    const first = leaseIdOf(0);
    await gate.close([first]);
    await gate.close(Array.from({ length: 9_999 }, (_, index) => leaseIdOf(index + 1)));
    await gate.close([first]);
    await gate.close([leaseIdOf(10_000)]);
    expect(await gate.pass(spending(first), seal)).toBeNull();
    expect(await gate.pass(spending(leaseIdOf(10_000)), seal)).toBeNull();
    expect(await gate.pass(spending(leaseIdOf(1)), seal)).toBe('sealed');
  });
});
