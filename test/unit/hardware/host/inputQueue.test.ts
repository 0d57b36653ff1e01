import { describe, expect, it } from 'vitest';
import { InputQueue } from '../../../../src/hardware/inputQueue.ts';

function start(): { queue: InputQueue<number>; fired: number[] } {
  const fired: number[] = [];
  return { queue: new InputQueue((event) => fired.push(event)), fired };
}

describe('InputQueue', () => {
  it('delivers at once while DataEventEnabled, and in order what waited', () => {
    const { queue, fired } = start();
    queue.add(1);
    queue.setDataEventEnabled(false);
    queue.add(2);
    queue.add(3);
    expect(fired).toEqual([1]);
    queue.setDataEventEnabled(true);
    expect(fired).toEqual([1, 2, 3]);
  });

  it('keeps the oldest 8 and says what it drops', () => {
    const { queue, fired } = start();
    queue.setDataEventEnabled(false);
    const kept = Array.from({ length: 20 }, (_, index) => queue.add(index));
    expect(kept.filter((one) => one)).toHaveLength(8);
    queue.setDataEventEnabled(true);
    expect(fired).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('drops what waits at ClearInput', () => {
    const { queue, fired } = start();
    queue.setDataEventEnabled(false);
    queue.add(1);
    queue.clearInput();
    queue.setDataEventEnabled(true);
    expect(fired).toEqual([]);
  });
});
