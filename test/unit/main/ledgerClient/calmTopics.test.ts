import { describe, expect, it } from 'vitest';
import { calmTopics } from '../../../../src/main/ledgerClient/calmTopics.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

describe('calm topics', () => {
  it('tells the first at once and what floods in after it together, none lost', async () => {
    const told: string[][] = [];
    const calm = calmTopics((topics) => told.push(topics));
    calm.heard(['accounts']);
    expect(told).toEqual([['accounts']]);
    for (let event = 0; event < 10_000; event += 1) {
      calm.heard(event % 2 === 0 ? ['accounts'] : ['reference']);
    }
    expect(told).toHaveLength(1);
    await waitUntil('the rest', () => told.length > 1);
    expect(told).toEqual([['accounts'], ['accounts', 'reference']]);
    calm.stop();
  });

  it('tells nothing any more once it is stopped', async () => {
    const told: string[][] = [];
    const calm = calmTopics((topics) => told.push(topics));
    calm.heard(['accounts']);
    calm.heard(['pages']);
    calm.stop();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(told).toEqual([['accounts']]);
  });
});
