import { describe, expect, it } from 'vitest';
import { serialOpenAdvice } from '../../../../src/hardware/serial/serialFailure.ts';

describe('serialOpenAdvice', () => {
  it.each([
    ['Error: Permission denied, cannot open /dev/ttyUSB0', 'linux', /dialout/],
    ['Opening COM3: Access denied', 'win32', /Another program holds/],
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'linux', /Plug the reader in/],
    ['Error: Resource temporarily unavailable Cannot lock port', 'linux', /Another program holds/],
    ['Error: something else', 'linux', /cable and its settings/],
  ])('says for "%s" on %s what to do', (message, platform, advice) => {
    expect(serialOpenAdvice(new Error(message), '/dev/ttyUSB0', platform)).toMatch(advice);
  });
});
