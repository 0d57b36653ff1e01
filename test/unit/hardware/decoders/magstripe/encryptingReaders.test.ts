import { describe, expect, it } from 'vitest';
import { createMsrDecoder } from '../../../../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { idTechEnhancedFrame, magneSafeReport } from '../../../../support/readerFrames.ts';

const ISO = 0;
const AAMVA = 1;
const ENCRYPTED =
  'the reader encrypts this card and sends no number in clear: it has to be set to send loyalty cards in clear';
const MEMBER_TRACK = ';0090073029910=?';

/** A published test number, as MagneSafe masks it: first four, last four and the expiry stand, a digit makes Luhn right. */
const MASKED_TRACKS = [
  '%B4111000080001111^DOE/JANE^30120000000000?',
  ';4111000080001111=30120000000000?',
  '',
] as const;

describe.each([
  { maker: 'MagneSafe V5', swipe: magneSafeReport, other: 4 },
  { maker: 'ID TECH enhanced', swipe: idTechEnhancedFrame, other: 3 },
])('createMsrDecoder with $maker', ({ swipe, other }) => {
  const forms = (bytes: Uint8Array): Uint8Array[] => [bytes.slice(), Uint8Array.of(1, ...bytes)];
  const decode = (bytes: Uint8Array): unknown[] =>
    forms(bytes).flatMap((form) => createMsrDecoder().push(form, 0));

  it('reads a member card that an encrypting reader sends in clear', () => {
    const tracks = ['', MEMBER_TRACK, ''] as const;
    const outcomes = decode(swipe({ encodeType: other, tracks, encrypted: 0, shown: 2 }));
    expect(outcomes).toHaveLength(2);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        result: 'credential',
        reading: { credential: { scheme: 'number', value: '0090073029910' } },
      });
    }
  });

  it('refuses a payment card by what its mask shows, and wipes the report', () => {
    const report = swipe({ encodeType: ISO, tracks: MASKED_TRACKS, encrypted: 3, shown: 3 });
    expect(createMsrDecoder().push(report, 0)).toEqual([
      { result: 'refused', reason: 'paymentCard' },
    ]);
    expect(report.every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a payment card that a reader without keys sends in clear', () => {
    const tracks = ['', ';4111111111111111=30121010000000000?', ''] as const;
    for (const encodeType of [ISO, other]) {
      for (const outcome of decode(swipe({ encodeType, tracks, encrypted: 0, shown: 2 }))) {
        expect(outcome).toEqual({ result: 'refused', reason: 'paymentCard' });
      }
    }
  });

  it('never takes a masked number for a card’s', () => {
    const tracks = ['', ';9988000000007766=30120000000000?', ''] as const;
    for (const outcome of decode(swipe({ encodeType: ISO, tracks, encrypted: 2, shown: 2 }))) {
      expect(outcome).not.toMatchObject({ result: 'credential' });
    }
  });

  it('says that the card is encrypted where nothing of it is sent otherwise', () => {
    const tracks = ['', ';5555555555554444=3012101?', ''] as const;
    for (const encodeType of [ISO, other]) {
      for (const outcome of decode(swipe({ encodeType, tracks, encrypted: 2, shown: 0 }))) {
        expect(outcome).toMatchObject({ result: 'invalid', reason: ENCRYPTED });
      }
    }
  });

  it('takes no third track in clear of a card of the banks’ form for a member’s', () => {
    const tracks = ['', ';5555555555554444=3012101?', ';0090073029910=?'] as const;
    for (const outcome of decode(swipe({ encodeType: ISO, tracks, encrypted: 2, shown: 4 }))) {
      expect(outcome).toMatchObject({ result: 'invalid' });
    }
  });

  it('takes a number of nothing but the mask for none', () => {
    const tracks = ['', ';000000000000=000?', ''] as const;
    for (const outcome of decode(swipe({ encodeType: other, tracks, encrypted: 0, shown: 2 }))) {
      expect(outcome).toMatchObject({ result: 'invalid' });
    }
  });

  it('refuses a licence', () => {
    const tracks = ['', MEMBER_TRACK, ''] as const;
    for (const outcome of decode(swipe({ encodeType: AAMVA, tracks, encrypted: 0, shown: 2 }))) {
      expect(outcome).toEqual({ result: 'refused', reason: 'identityDocument' });
    }
  });

  it('reads the good track where another failed, and names the failed one where none is good', () => {
    const tracks = ['', MEMBER_TRACK, ''] as const;
    const good = swipe({ encodeType: other, tracks, encrypted: 0, shown: 2, failed: 1 });
    const decoder = createMsrDecoder();
    expect(decoder.push(good, 0)).toMatchObject([
      { reading: { credential: { value: '0090073029910' } } },
    ]);
    expect(decoder.remark?.()).toBe('track 1 not read');
    decoder.push(swipe({ encodeType: other, tracks, encrypted: 0, shown: 2 }), 1000);
    expect(decoder.remark?.()).toBe('');
    const none = swipe({
      encodeType: other,
      tracks: ['', '', ''],
      encrypted: 0,
      shown: 0,
      failed: 3,
    });
    expect(createMsrDecoder().push(none, 0)).toEqual([
      { result: 'invalid', reason: 'tracks 1 and 2 could not be read: swipe the card again' },
    ]);
  });
});

describe('createMsrDecoder with a MagneSafe reader that has keys', () => {
  it('reads a card of no bank’s form, which it encrypts and sends in clear as well', () => {
    const tracks = ['', MEMBER_TRACK, ''] as const;
    const report = magneSafeReport({ encodeType: 4, tracks, encrypted: 2, shown: 2 });
    expect(createMsrDecoder().push(report, 0)).toMatchObject([
      { result: 'credential', reading: { credential: { value: '0090073029910' } } },
    ]);
  });
});

describe('createMsrDecoder with a frame over several reports', () => {
  const tracks = ['%MEMBER^0090073029910?', MEMBER_TRACK, ''] as const;
  const frame = idTechEnhancedFrame({ encodeType: 3, tracks, encrypted: 0, shown: 3 });
  const secret = idTechEnhancedFrame({
    encodeType: ISO,
    tracks: MASKED_TRACKS,
    encrypted: 3,
    shown: 3,
  });

  /** Cut into reports of `size` bytes, the last one padded, each with an id in front where there is one. */
  const reports = (bytes: Uint8Array, size: number, id: number | null): Uint8Array[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => {
      const report = new Uint8Array(size);
      report.set(bytes.subarray(index * size, index * size + size));
      return id === null ? report : Uint8Array.of(id, ...report);
    });

  it.each([8, 16, 32, 63, 64])(
    'reads it from reports of %i bytes, with an id and without',
    (size) => {
      for (const id of [null, 1, 2]) {
        const decoder = createMsrDecoder();
        const outcomes = reports(frame, size, id).flatMap((report, at) => decoder.push(report, at));
        expect(outcomes).toMatchObject([
          { result: 'credential', reading: { text: tracks.join('') } },
        ]);
        const refused = reports(secret, size, id).flatMap((report, at) => decoder.push(report, at));
        expect(refused).toEqual([{ result: 'refused', reason: 'paymentCard' }]);
        expect(decoder.pending()).toBe(false);
      }
    },
  );

  it('gives up a swipe whose rest does not come, and reads the next one', () => {
    const decoder = createMsrDecoder();
    const [first] = reports(frame, 32, null);
    expect(decoder.push(first!, 0)).toEqual([]);
    expect(decoder.pending()).toBe(true);
    expect(decoder.tick(499)).toEqual([]);
    expect(decoder.tick(500)).toMatchObject([{ result: 'invalid' }]);
    expect(decoder.pending()).toBe(false);
    expect(decoder.push(frame, 600)).toMatchObject([{ result: 'credential' }]);
  });

  it('joins no half of one swipe with another', () => {
    const decoder = createMsrDecoder();
    const [first] = reports(frame, 32, null);
    decoder.push(first!, 0);
    expect(decoder.push(frame.slice(), 10)).not.toMatchObject([{ result: 'credential' }]);
  });
});
