import { afterEach, describe, expect, it } from 'vitest';
import { createLedgerLine, type LedgerLine } from '../../../src/sync/ledgerLine.ts';
import { createPagesAhead } from '../../../src/sync/pagesAhead.ts';
import { ModelLedger } from '../../support/modelLedger.ts';
import { seededRandom } from '../../support/ports.ts';
import { kitTimers } from '../../support/replicaKit.ts';
import { asked } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const lines: LedgerLine[] = [];
afterEach(() => {
  for (const line of lines.splice(0)) {
    line.close();
  }
});

function openAhead() {
  const ledger = new ModelLedger(40);
  ledger.bits = 3;
  const line = createLedgerLine(ledger.transport, kitTimers(), seededRandom(1));
  lines.push(line);
  return { ledger, ahead: createPagesAhead(line) };
}

const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
};

describe('the pages that are asked for ahead', () => {
  it('are the next ones, and never those after', async () => {
    const { ledger, ahead } = openAhead();
    const first = await ahead.take(1, null);
    await waitUntil('the next question', () => asked(ledger, 'pullPages') === 2);
    await turns();
    expect(asked(ledger, 'pullPages')).toBe(2);
    const second = await ahead.take(1, first.checkpoint);
    expect(second.pages.map((page) => page.index)).toEqual([2, 3]);
  });

  it('bring every page once, and end with the last', async () => {
    const { ledger, ahead } = openAhead();
    const indexes: number[] = [];
    let checkpoint: string | null = null;
    for (let done = false; !done;) {
      const answer = await ahead.take(1, checkpoint);
      indexes.push(...answer.pages.map((page) => page.index));
      ({ checkpoint, done } = answer);
    }
    await turns();
    expect(indexes).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(asked(ledger, 'pullPages')).toBe(4);
  });

  it('are not used for another place or another fill', async () => {
    const { ledger, ahead } = openAhead();
    await ahead.take(1, null);
    const again = await ahead.take(1, null);
    expect(again.pages.map((page) => page.index)).toEqual([0, 1]);
    await turns();
    const before = asked(ledger, 'pullPages');
    await ahead.take(2, again.checkpoint);
    expect(asked(ledger, 'pullPages')).toBeGreaterThan(before);
  });
});
