import { describe, expect, it } from 'vitest';
import { createUuidV7Source } from '../../../../src/renderer/app/uuidV7.ts';

describe('UUID version 7', () => {
  it('begins with the milliseconds and carries version and variant, as in RFC 9562 appendix A.6', () => {
    const nowMs = 0x017f22e279b0;
    const random = [0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
    const ids = createUuidV7Source({ nowMs: () => nowMs }, (bytes) => bytes.set(random, 6));
    expect(ids.uuid()).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });
});
