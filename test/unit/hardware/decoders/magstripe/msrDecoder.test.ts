import { describe, expect, it } from 'vitest';
import { createMsrDecoder } from '../../../../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { idTechFrame, msrReport } from '../../../../support/readerFrames.ts';

describe('createMsrDecoder', () => {
  it.each([
    ['without', msrReport('', ';0090073029910=?')],
    ['with', Uint8Array.of(1, ...msrReport('', ';0090073029910=?'))],
  ])('reads a member card from a report %s its id', (_, report) => {
    expect(createMsrDecoder().push(report, 0)).toMatchObject([
      { reading: { credential: { scheme: 'number', value: '0090073029910' } } },
    ]);
  });

  it('uses the track that was decoded where another was not', () => {
    const report = msrReport('%garbage?', ';0090073029910=?');
    report[0] = 1;
    expect(createMsrDecoder().push(report, 0)).toMatchObject([
      { reading: { credential: { value: '0090073029910' }, text: ';0090073029910=?' } },
    ]);
  });

  it('refuses a payment card and wipes the report', () => {
    const report = msrReport('%B4111111111111111^DOE/JANE^3012101?', ';4111111111111111=3012101?');
    expect(createMsrDecoder().push(report, 0)).toEqual([
      { result: 'refused', reason: 'paymentCard' },
    ]);
    expect(report.every((byte) => byte === 0)).toBe(true);
  });

  it('refuses what the reader says is a licence', () => {
    const report = msrReport('', ';0090073029910=?');
    report[6] = 1;
    expect(createMsrDecoder().push(report, 0)).toEqual([
      { result: 'refused', reason: 'identityDocument' },
    ]);
  });

  it('takes a swipe without a decoded track, and a track beyond its field, for none', () => {
    const unread = msrReport('', '');
    unread.set([1, 1, 0]);
    const beyond = msrReport('', '');
    beyond[4] = 111;
    for (const report of [unread, beyond, new Uint8Array(10)]) {
      expect(createMsrDecoder().push(report, 0)).toMatchObject([{ result: 'invalid' }]);
    }
  });

  it.each([
    ['a member card', idTechFrame(0x80, '', ';0090073029910=?'), 'credential'],
    [
      'a masked payment card',
      idTechFrame(0x80, '%*4111********1111^DOE/JANE^3012*?', ''),
      'refused',
    ],
    ['a payment card in clear', idTechFrame(0x00, '', ';4111111111111111=3012101?'), 'refused'],
    ['a licence', idTechFrame(0x81, '', ';0090073029910=?'), 'refused'],
  ])('reads the frame of ID TECH readers: %s', (_, frame, result) => {
    const padded = Uint8Array.of(1, ...frame, ...new Uint8Array(100));
    for (const report of [frame, padded]) {
      expect(createMsrDecoder().push(report, 0)).toMatchObject([{ result }]);
    }
  });

  it('takes an ID TECH frame with one wrong byte for none', () => {
    for (let at = 0; at < idTechFrame(0x80, '', ';0090073029910=?').length; at += 1) {
      const frame = idTechFrame(0x80, '', ';0090073029910=?');
      frame[at] = (frame[at] ?? 0) ^ 0x01;
      const decoder = createMsrDecoder();
      // A length that is too long lets the decoder wait for the rest.
      const outcomes = [...decoder.push(frame, 0), ...decoder.tick(1_000)];
      expect(outcomes).toMatchObject([{ result: 'invalid' }]);
    }
  });
});
