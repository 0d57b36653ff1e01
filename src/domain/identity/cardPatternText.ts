import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import type { CardPattern, TrackField } from './credential.ts';

const LONGEST_PREFIX = 32;
const LONGEST_CARD = 64;
const LAST_FIELD = 9;
const LAST_CHARACTER = 200;

/** Patterns that have a name of their own: what they are without a prefix. */
const named: readonly { readonly name: string; readonly pattern: Omit<CardPattern, 'prefix'> }[] = [
  { name: 'EAN-13', pattern: { scheme: 'number', length: 13, checkDigit: 'gs1' } },
  { name: 'EAN-8', pattern: { scheme: 'number', length: 8, checkDigit: 'gs1' } },
  { name: 'UPC-A', pattern: { scheme: 'number', length: 12, checkDigit: 'gs1' } },
  { name: 'GTIN-14', pattern: { scheme: 'number', length: 14, checkDigit: 'gs1' } },
  { name: 'GSRN', pattern: { scheme: 'gsrn', length: 18, checkDigit: 'gs1' } },
  {
    // AI 8019 has up to ten digits, which stand behind a full stop in the card's name.
    name: 'GSRN with instance',
    pattern: { scheme: 'gsrn', length: 20, longest: 29, checkDigit: 'none' },
  },
];

/** Other ways to write a name; each as `compact` leaves it. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['ai8018', 'gsrn'],
  ['ai8018withai8019', 'gsrnwithinstance'],
  ['ai8018withinstance', 'gsrnwithinstance'],
]);

const EXAMPLES =
  'Write for example: EAN-13 starting with 29; GSRN starting with 4006381; UID of 7 bytes; EM4100 of 24 bits; number of 10 characters starting with "K" with Luhn check digit; track 1 field 3 from character 20 of 12 characters.';

/**
 * Reads the text of a card format. Case and spaces between words do not matter. The forms, each with what may follow:
 *
 * - `EAN-13`, `EAN-8`, `UPC-A`, `GTIN-14`: a number with its GS1 check digit
 * - `GSRN` or `AI 8018`; `GSRN with instance` or `AI 8018 with AI 8019` (GS1 General Specifications 3.9)
 * - `number of 10 characters`, `number of 8 to 12 characters`, and likewise `GSRN of …`
 * - `UID of 7 bytes` or `UID of 15 digits`: a chip's
 * - `EM4100 of 24 bits`, of 32 or of 40: a 125 kHz card by as many bits of its number, from its end
 * - `track 1 field 3 from character 20 of 12 characters`: a field of the stripe
 * - then ` starting with 29` (other characters than letters and digits between double quotes)
 * - then ` with Luhn check digit` or ` with GS1 check digit`
 *
 * Fails with what is wrong, for the person who wrote it.
 */
export function parseCardPattern(text: string): Result<CardPattern, string> {
  const parts =
    /^\s*(.+?)(?:\s+starting\s+with\s+("(?:[^"\\]|\\.)*"|[A-Za-z0-9.]+))?(?:\s+with\s+(luhn|gs1)\s+check\s+digit)?\s*$/i.exec(
      text,
    );
  const [, source = '', prefixText = '', check = ''] = parts ?? [];
  const form = parseNamed(source) ?? parseEm4100(source) ?? parseForm(source);
  if (form === null) {
    return fail(`This is no card format. ${EXAMPLES}`);
  }
  const prefix = prefixText.startsWith('"') ? unquoted(prefixText) : prefixText;
  if (prefix === null || prefix.length > LONGEST_PREFIX) {
    return fail(`What a card starts with has at most ${LONGEST_PREFIX} characters.`);
  }
  if (check !== '' && form.checkDigit !== 'none') {
    return fail('This format has its check digit already.');
  }
  const longest = form.longest ?? form.length;
  if (form.length < 1 || longest > LONGEST_CARD || longest < form.length) {
    return fail(`A card has 1 to ${LONGEST_CARD} characters.`);
  }
  if (prefix.length > longest) {
    return fail('What a card starts with is longer than the card.');
  }
  const checkDigit =
    check === '' ? form.checkDigit : check.toLowerCase() === 'luhn' ? 'luhn' : 'gs1';
  return ok({ ...form, prefix: form.scheme === 'uid' ? prefix.toUpperCase() : prefix, checkDigit });
}

/** The text of a pattern; `parseCardPattern` gives the same pattern again. */
export function describeCardPattern(pattern: CardPattern): string {
  const name = named.find(
    ({ pattern: one }) =>
      pattern.trackField === undefined &&
      one.scheme === pattern.scheme &&
      one.length === pattern.length &&
      one.longest === pattern.longest &&
      one.checkDigit === pattern.checkDigit,
  )?.name;
  const { prefix, checkDigit, em4100Bits } = pattern;
  const start = /^[A-Za-z0-9.]+$/.test(prefix) ? prefix : JSON.stringify(prefix);
  return [
    em4100Bits === undefined
      ? (name ?? `${describeSource(pattern)} of ${describeLength(pattern)}`)
      : `EM4100 of ${em4100Bits} bits`,
    prefix === '' ? '' : ` starting with ${start}`,
    name !== undefined || checkDigit === 'none'
      ? ''
      : ` with ${checkDigit === 'luhn' ? 'Luhn' : 'GS1'} check digit`,
  ].join('');
}

type Form = Omit<CardPattern, 'prefix'>;

const em4100Forms: readonly Form[] = ([24, 32, 40] as const).map((em4100Bits) => ({
  scheme: 'uid',
  length: em4100Bits / 4,
  checkDigit: 'none',
  em4100Bits,
}));

function parseEm4100(source: string): Form | null {
  const bits = /^em4100\s+of\s+([0-9]{2})\s+bits$/i.exec(source)?.[1];
  return em4100Forms.find(({ em4100Bits }) => String(em4100Bits) === bits) ?? null;
}

function parseNamed(source: string): Form | null {
  const compact = source.toLowerCase().replaceAll(/[\s-]+/g, '');
  const wanted = aliases.get(compact) ?? compact;
  const found = named.find(({ name }) => name.toLowerCase().replaceAll(/[\s-]+/g, '') === wanted);
  return found?.pattern ?? null;
}

function parseForm(source: string): Form | null {
  const parts =
    /^(.+?)\s+of\s+([0-9]{1,3})(?:\s+to\s+([0-9]{1,3}))?\s+(bytes?|digits?|characters?)$/i.exec(
      source,
    );
  const [, what = '', least = '', most, unit = ''] = parts ?? [];
  if (parts === null) {
    return null;
  }
  const size = unit.toLowerCase().startsWith('byte') ? 2 : 1;
  const lengths = {
    length: Number(least) * size,
    ...(most === undefined ? {} : { longest: Number(most) * size }),
  };
  const word = what.toLowerCase();
  if (word === 'uid') {
    return { scheme: 'uid', ...lengths, checkDigit: 'none' };
  }
  if (size !== 1) {
    return null;
  }
  if (word === 'number' || word === 'gsrn') {
    return { scheme: word, ...lengths, checkDigit: 'none' };
  }
  const trackField = parseTrackField(word);
  return trackField === null
    ? null
    : { scheme: 'number', ...lengths, checkDigit: 'none', trackField };
}

function parseTrackField(text: string): TrackField | null {
  const parts = /^track\s+([123])\s+field\s+([1-9])(?:\s+from\s+character\s+([0-9]{1,3}))?$/.exec(
    text,
  );
  const [, track = '', field = '', from = '1'] = parts ?? [];
  const first = Number(from);
  if (parts === null || Number(field) > LAST_FIELD || first < 1 || first > LAST_CHARACTER) {
    return null;
  }
  return {
    track: track === '1' ? 1 : track === '2' ? 2 : 3,
    field: Number(field),
    from: first,
  };
}

function unquoted(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function describeSource({ scheme, trackField }: CardPattern): string {
  if (trackField !== undefined) {
    const { track, field, from } = trackField;
    return `track ${track} field ${field}${from === 1 ? '' : ` from character ${from}`}`;
  }
  return scheme === 'number' ? 'number' : scheme === 'gsrn' ? 'GSRN' : 'UID';
}

function describeLength({ scheme, length, longest }: CardPattern): string {
  const inBytes = scheme === 'uid' && length % 2 === 0 && (longest ?? 0) % 2 === 0;
  const count = (characters: number): string => String(inBytes ? characters / 2 : characters);
  const range = longest === undefined ? count(length) : `${count(length)} to ${count(longest)}`;
  return `${range} ${inBytes ? 'bytes' : scheme === 'uid' ? 'digits' : 'characters'}`;
}
