import gs1 from '../../fixtures/readers/gs1.json' with { type: 'json' };
import hidpos from '../../fixtures/readers/hidpos.json' with { type: 'json' };
import magstripe from '../../fixtures/readers/magstripe.json' with { type: 'json' };
import pcsc from '../../fixtures/readers/pcsc.json' with { type: 'json' };
import pn532 from '../../fixtures/readers/pn532.json' with { type: 'json' };
import rfid from '../../fixtures/readers/rfid.json' with { type: 'json' };
import wedge from '../../fixtures/readers/wedge.json' with { type: 'json' };
import { plantedNumbers } from './plantedNumbers.ts';

interface Capture {
  readonly category: string;
  readonly bytes_hex?: string | string[];
  readonly text?: string;
}

const captures: readonly Capture[] = [
  ...hidpos,
  ...wedge,
  ...rfid,
  ...pn532,
  ...pcsc,
  ...magstripe,
  ...gs1,
];

/** The captures of a category as bytes. */
export function readerCorpus(category: string): Uint8Array[] {
  return captures
    .filter((capture) => capture.category === category)
    .map(({ bytes_hex, text }) =>
      // Not as a Buffer, whose `slice` shares its memory with what decoders wipe.
      Uint8Array.from(
        text === undefined
          ? Buffer.from([bytes_hex ?? []].flat().join(''), 'hex')
          : Buffer.from(text, 'latin1'),
      ),
    );
}

const words = [
  ...[
    ']E0',
    ']E4',
    ']C1',
    ']d2',
    ']Q1',
    ']Q3',
    ']e0',
    ']X0',
    ']Z6',
    '|]e0',
    ']E112',
    '%B',
    ';',
    '?',
    '=',
  ],
  ...[
    '01',
    '10',
    '21',
    '8018',
    '8019',
    '253',
    '8003',
    'https://a/',
    '/8018/',
    '?99=',
    '{GS}',
    '^]',
    '%31',
  ],
  ...[
    '^DOE/JANE^3012101',
    'E?',
    '%E?',
    '+',
    '#',
    'Alt+Numpad0',
    'Shift+KeyP',
    'F8',
    'Enter',
    ',',
    ' ',
    '-',
  ],
  ...['0040856634', '4006381333931', '123456789012345675', '@\n\u001e\rANSI ', '<<', 'B'],
];

/** Words that the formats of readers are made of, and payment numbers as each format would carry them. */
export const readerDictionary: readonly Uint8Array[] = [
  ...words.map((word) => Buffer.from(word, 'latin1')),
  ...[
    '02',
    '03',
    '06',
    '0d',
    '0a',
    '0d0a',
    '1d',
    '00',
    'ff',
    '0000ff',
    '0000ff00ff00',
    '9000',
    '020a02',
  ].map((hex) => Buffer.from(hex, 'hex')),
  ...[
    'd54b0101004400',
    'd5410057',
    'd5410070',
    '3b8f',
    '6f6300',
    '57',
    '5a08',
    '800a0000000000',
    'fd03',
  ].map((hex) => Buffer.from(hex, 'hex')),
  ...plantedNumbers.flatMap((number) => [
    Buffer.from(number, 'latin1'),
    Buffer.from(number.replaceAll(/(.{4})(?=.)/g, '$1 '), 'latin1'),
    Buffer.from(`;${number}=3012101?`, 'latin1'),
    Buffer.from(`%B${number}^DOE/JANE^3012101?`, 'latin1'),
    Buffer.from(`5a${number.length > 16 ? '0a' : '08'}${packed(number)}`, 'hex'),
  ]),
];

/** Binary coded decimal, filled up with F (EMV book 3, annex A). */
function packed(number: string): string {
  return number.padEnd(number.length > 16 ? 20 : 16, 'F');
}
