import { describe, expect, it } from 'vitest';
import { decodeCapture } from '../../../../../src/hardware/decoders/capture/decodeCapture.ts';
import { trackBits } from '../../../../support/readerFrames.ts';
import gs1 from '../../../../fixtures/readers/gs1.json' with { type: 'json' };
import hidpos from '../../../../fixtures/readers/hidpos.json' with { type: 'json' };
import magstripe from '../../../../fixtures/readers/magstripe.json' with { type: 'json' };
import pcsc from '../../../../fixtures/readers/pcsc.json' with { type: 'json' };
import pn532 from '../../../../fixtures/readers/pn532.json' with { type: 'json' };
import rfid from '../../../../fixtures/readers/rfid.json' with { type: 'json' };
import wedge from '../../../../fixtures/readers/wedge.json' with { type: 'json' };

interface Fixture {
  readonly id: number;
  readonly category: string;
  readonly device: string;
  readonly source_url: string;
  readonly expected: unknown;
}

const fixtures: readonly Fixture[] = [
  ...hidpos,
  ...wedge,
  ...rfid,
  ...pn532,
  ...pcsc,
  ...magstripe,
  ...gs1,
];

/** A personal document: its source decodes it, the till refuses it. */
const licences = new Set([75]);

function mustRefuse(fixture: Fixture): boolean {
  const { expected } = fixture;
  return (
    licences.has(fixture.id) ||
    (typeof expected === 'object' && expected !== null && 'must_refuse' in expected)
  );
}

/** The fields that a source states; where it states only one thing, under the name the command gives it. */
function statedFields(expected: unknown): [string, unknown][] {
  if (typeof expected === 'string') {
    return [['text', expected]];
  }
  return Array.isArray(expected)
    ? [['frames', expected]]
    : Object.entries(expected as Record<string, unknown>);
}

/** What a field is compared with: sources write the same value in several ways. */
function comparable(name: string, value: unknown): unknown {
  // One source writes a checksum as a number, another the same kind of checksum as two hexadecimal digits.
  return name === 'checksum' && typeof value === 'string' ? Number.parseInt(value, 16) : value;
}

describe('captures of real readers', () => {
  it.each(fixtures.filter((fixture) => !mustRefuse(fixture)))(
    'capture $id ($category, $device) decodes to what its source states',
    (fixture) => {
      const decoded = decodeCapture(fixture);
      for (const [name, stated] of statedFields(fixture.expected)) {
        if (name === 'em4100_hex') {
          // The source tells the whole number of the card; these formats leave its first one or two bytes out.
          expect(String(stated).endsWith(String(decoded[name]))).toBe(true);
          expect(String(decoded[name]).length).toBeGreaterThanOrEqual(6);
        } else {
          expect({ [name]: decoded[name] }).toEqual({ [name]: comparable(name, stated) });
        }
      }
    },
  );

  it.each(fixtures.filter(mustRefuse))(
    'capture $id ($category, $device) is refused and leaves no trace',
    (fixture) => {
      const decoded = decodeCapture(fixture);
      expect(decoded.result).toBe('refused');
      expect(Object.keys(decoded).sort()).toEqual(['id', 'must_refuse', 'reason', 'result']);
    },
  );

  it('names a source for each of them', () => {
    expect(fixtures.every(({ source_url }) => source_url.length > 10)).toBe(true);
    expect(fixtures.length).toBeGreaterThan(300);
  });

  it('decodes by category and bytes alone, whatever device and transport say', () => {
    for (const fixture of fixtures) {
      const disguised = { ...fixture, device: 'a toaster', transport: 'carrier pigeon', note: '' };
      expect(decodeCapture(disguised)).toEqual(decodeCapture(fixture));
    }
  });

  it('gives one and the same card for every output format of an EM4100 reader', () => {
    const uids = fixtures
      .filter(({ id }) => [34, 36, 37].includes(id))
      .map((fixture) => decodeCapture(fixture)['uid']);
    expect(new Set(uids)).toEqual(new Set(['6F6C3A']));
  });
});

describe('several tracks as bits', () => {
  const bits = (track: string): string => trackBits(track, { reversed: false, inverted: true });

  it('are one swipe, given as texts', () => {
    const text = `${bits('600905=1')} ${bits('77=88')}`;
    expect(decodeCapture({ id: 1, category: 'magstripe', text })).toMatchObject({
      result: 'credential',
      line2: '600905=1',
      line3: '77=88',
    });
  });

  it('are refused together where one is a payment card', () => {
    const text = `${bits('600905=1')} ${bits('4111111111111111=3012101')}`;
    const decoded = decodeCapture({ id: 1, category: 'magstripe', text });
    expect(decoded).toEqual({ id: 1, result: 'refused', reason: 'paymentCard', must_refuse: true });
  });
});

describe('entries that are no captures', () => {
  it.each([
    ['nothing', null],
    ['a number', 7],
    ['a list', []],
    ['no category', { id: 1, bytes_hex: '00' }],
    ['no bytes and no text', { id: 1, category: 'gs1' }],
    ['odd hexadecimal', { id: 1, category: 'rfid', bytes_hex: '023' }],
    ['no hexadecimal', { id: 1, category: 'rfid', bytes_hex: 'xyz' }],
    ['an unknown category', { id: 1, category: 'teapot', text: 'x' }],
    ['empty bytes', { id: 1, category: 'hidpos', bytes_hex: [] }],
    ['empty text', { id: 1, category: 'magstripe', text: '' }],
  ])('are invalid with a reason: %s', (_, entry) => {
    const decoded = decodeCapture(entry);
    expect(decoded.result).toBe('invalid');
    expect(decoded.reason).toMatch(/\w/);
  });
});

describe('reads that are too long to look into', () => {
  it.each(['gs1', 'wedge', 'rfid', 'magstripe', 'hidpos'])(
    'print nothing of what may be a payment card: %s',
    (category) => {
      const number = '4111111111111111';
      const text = `${'A'.repeat(4100)} ${number} `;
      const entries = [
        { id: 1, category, text },
        { id: 2, category, bytes_hex: Buffer.from(text).toString('hex') },
      ];
      expect(JSON.stringify(entries.map(decodeCapture))).not.toContain(number);
    },
  );
});

describe('reads that are cut off', () => {
  it.each([
    ['hidpos', '02385d5830' + '41'.repeat(56) + '3f0001'],
    ['rfid', '02363730303342'],
    ['pn532', '0000ff0cf4d54b0101'],
    ['wedge', '0000000000000000'],
  ])('are incomplete: %s', (category, bytes_hex) => {
    expect(decodeCapture({ id: 1, category, bytes_hex }).result).toBe('incomplete');
  });
});
