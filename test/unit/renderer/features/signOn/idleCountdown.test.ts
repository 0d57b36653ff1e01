import { describe, expect, it } from 'vitest';
import { idleState } from '../../../../../src/renderer/features/signOn/idleCountdown.ts';

describe('a till that nobody touches', () => {
  it('tells the last half minute before it signs off', () => {
    expect(idleState(4 * 60_000, 5)).toBe('active');
    expect(idleState(4.5 * 60_000, 5)).toEqual({ secondsLeft: 30 });
    expect(idleState(5 * 60_000 - 1, 5)).toEqual({ secondsLeft: 1 });
    expect(idleState(5 * 60_000, 5)).toBe('over');
  });

  it('never signs off where it is told so', () => {
    expect(idleState(86_400_000, 0)).toBe('active');
  });
});
