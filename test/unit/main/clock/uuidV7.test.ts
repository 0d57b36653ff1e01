import { describe, expect, it } from 'vitest';
import { uuidV7Source } from '../../../../src/main/clock/uuidV7.ts';

describe('uuidV7Source', () => {
  const ones = (count: number) => new Uint8Array(count).fill(0xff);

  it('lays out time, version and variant as RFC 9562 does', () => {
    // The instant of the example in RFC 9562, appendix A.6.
    const source = uuidV7Source({ nowMs: () => 0x017f22e279b0 }, (count) =>
      Uint8Array.from({ length: count }, () => 0),
    );
    expect(source.uuid()).toBe('017f22e2-79b0-7000-8000-000000000000');
    const full = uuidV7Source({ nowMs: () => 0x017f22e279b0 }, ones);
    expect(full.uuid()).toBe('017f22e2-79b0-77ff-bfff-ffffffffffff');
  });

  it('ascends within a millisecond, past the end of its counter, and when the clock goes back', () => {
    let nowMs = 1_700_000_000_000;
    const source = uuidV7Source({ nowMs: () => nowMs }, ones);
    const ids: string[] = [];
    for (let count = 0; count < 10_000; count += 1) {
      ids.push(source.uuid());
      nowMs -= count === 5000 ? 60_000 : 0;
    }
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
