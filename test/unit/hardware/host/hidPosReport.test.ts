import { describe, expect, it } from 'vitest';
import { createHidPosDecoder } from '../../../../src/hardware/decoders/hidPos.ts';
import { hidPosReport } from '../../../../src/hardware/simulator/hidPosReport.ts';

describe('hidPosReport', () => {
  it('lays an EAN-13 out as a scanner does', () => {
    const report = Buffer.from(hidPosReport('4006381333931'));
    expect(report).toHaveLength(64);
    expect(report.subarray(0, 18).toString('hex')).toBe('020d5d453034303036333831333333393331');
    expect(report.subarray(18).every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    ['96385074', ']E4', '96385074'],
    ['036000291452', ']E0', '036000291452'],
    ['4006381333931', ']E0', '4006381333931'],
    ['14006381333938', ']I1', '14006381333938'],
    ['4006381333933', ']C0', '4006381333933'],
    ['770012345', ']C0', '770012345'],
  ])('sends %s under %s, as the decoder reads it', (digits, aim, text) => {
    const [outcome] = createHidPosDecoder().push(hidPosReport(digits), 0);
    expect(outcome).toMatchObject({ result: 'credential', reading: { aim, text } });
  });

  it('takes nothing but 1 to 48 digits', () => {
    for (const wrong of ['', '12a', '1'.repeat(49)]) {
      expect(() => hidPosReport(wrong)).toThrow(/digits/);
    }
  });
});
