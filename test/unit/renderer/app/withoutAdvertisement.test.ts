import { describe, expect, it } from 'vitest';
import { withoutAdvertisement } from '../../../../src/renderer/app/withoutAdvertisement.ts';

describe('the console', () => {
  it('keeps every warning but the database’s advertisement', () => {
    const heard: unknown[][] = [];
    const warn = withoutAdvertisement((...parts) => void heard.push(parts));
    warn('-------------- RxDB Open Core RxStorage -------------------------------\nYou are using');
    warn('the store is slow', 3);
    warn(new Error('RxDB Open Core RxStorage'));
    expect(heard).toHaveLength(2);
    expect(heard[0]).toEqual(['the store is slow', 3]);
  });
});
