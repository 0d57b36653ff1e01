import { describe, expect, it } from 'vitest';
import { learnAffixes } from '../../../../src/hardware/wedge/learnAffixes.ts';

const learn = (scan: string, card = '') =>
  learnAffixes([scan, scan, scan], ({ text }) => card !== '' && text === card);

describe('learnAffixes', () => {
  it.each([
    ['4006381333931\r', '', ''],
    ['*4006381333931\r', '*', ''],
    ['S4006381333931X\t', 'S', 'X'],
    ['12]E04006381333931\r\n', '12', ''],
    ['#K123-45$\r', '#', '$'],
  ])('learns what stands around the data of %j', (scan, prefix, suffix) => {
    expect(learn(scan)).toEqual({ ok: true, value: { prefix, suffix } });
  });

  it('takes a card of the chain for the data, whatever stands around it', () => {
    expect(learn('AA55512345BB\r', '55512345')).toEqual({
      ok: true,
      value: { prefix: 'AA', suffix: 'BB' },
    });
  });

  it('learns nothing from scans that differ, are too few, or are empty', () => {
    const none = () => false;
    expect(learnAffixes(['K1234', 'K1234', 'K1235'], none).ok).toBe(false);
    expect(learnAffixes(['K1234', 'K1234'], none).ok).toBe(false);
    expect(learn('\r').ok).toBe(false);
  });

  it('refuses a payment card and says nothing of it', () => {
    const learned = learn('%B4111111111111111^DOE/JANE^3012101?\r');
    expect(learned.ok).toBe(false);
    expect(JSON.stringify(learned)).not.toMatch(/4111|DOE/);
  });
});
