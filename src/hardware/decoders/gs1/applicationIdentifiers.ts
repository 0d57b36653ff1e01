import { hasGs1CheckDigit } from '../../../domain/identity/gs1CheckDigit.ts';

/**
 * The application identifiers of the GS1 General Specifications (section 3.2 and figure 3.2-1), by format. A format is a
 * sequence of parts: N digits, X character set 82, Y character set 39, Z character set 64; an exact length or "shortest-longest";
 * then "c" where the part ends in a GS1 check digit, "d" where it is a date YYMMDD (day 00 allowed).
 */
const formats: Readonly<Record<string, string>> = {
  N18c: '00 8017 8018',
  N14c: '01 02 03',
  N16: '04',
  'X1-20':
    '10 21 22 243 254 420 710 711 712 713 714 715 716 717 7020 7021 7022 7240 8002 8012 4318',
  N6d: '11 12 13 15 16 17 7006 4326',
  N2: '20 7241 8102',
  'N1-6': '242',
  'X1-28': '235',
  'X1-30': '240 241 250 251 400 401 403 4308 4319 7002 7023 8004 90',
  'N13c X0-17': '253',
  'N13c N0-12': '255',
  'N1-8': '30 37',
  N6: '310 311 312 313 314 315 316 320 321 322 323 324 325 326 327 328 329 330 331 332 333 334 335 336 337 340 341 342 343 344 345 346 347 348 349 350 351 352 353 354 355 356 357 360 361 362 363 364 365 366 367 368 369 395 8005 8100',
  'N1-15': '390 392 423 425',
  'N3 N1-15': '391 393',
  N4: '394 8111',
  // The coupon codes of North America, withdrawn from the specifications and still printed.
  N10: '8101',
  N17c: '402',
  N13c: '410 411 412 413 414 415 416 417',
  'N3 X1-9': '421',
  N3: '422 424 426',
  'X1-3': '427 7008',
  'X1-35': '4300 4301 4310 4311 4320',
  'X1-70': '4302 4303 4304 4305 4306 4312 4313 4314 4315 4316 7257 8110 8112 8200',
  X2: '4307 4317',
  N20: '4309',
  N1: '7252 4321 4322 4323',
  'N6 N4': '4324 4325',
  'N6 X0-1': '4330 4331 4332 4333',
  N13: '7001',
  'N6d N4': '7003',
  'N1-4': '7004',
  'X1-12': '7005',
  'N6d N0-6': '7007',
  'X1-10': '7009 7255',
  'X1-2': '7010',
  'N6d N0-4': '7011',
  'N3 X1-27': '7030 7031 7032 7033 7034 7035 7036 7037 7038 7039',
  'N1 X3': '7040',
  'X1-25': '7242 8013 8020',
  N8: '7250',
  N12: '7251',
  'X1-40': '7253 7254 7259',
  'X2 X1-28': '7230 7231 7232 7233 7234 7235 7236 7237 7238 7239',
  N14: '8001',
  'N1 N13c X0-16': '8003',
  'N14c N4': '8006 8026',
  'X1-34': '8007',
  'N8 N0-4': '8008',
  'X1-50': '8009',
  'Y1-30': '8010',
  'N1-12': '8011',
  'N1-10': '8019',
  'Z1-90': '8030',
  'X1-90': '7256 91 92 93 94 95 96 97 98 99',
};

/** How many digits an application identifier has, by its first two (General Specifications 7.8.2). */
const identifierLengths: Readonly<Record<number, string>> = {
  2: '00 01 02 03 04 10 11 12 13 15 16 17 20 21 22 30 37 90 91 92 93 94 95 96 97 98 99',
  3: '23 24 25 40 41 42 71',
  4: '31 32 33 34 35 36 39 43 70 72 80 81 82',
};

/** Element strings that need no separator behind them, by their first two digits: length without them (figure 7.8.5-2). */
const predefinedLengths: Readonly<Record<string, number>> = {
  '00': 18,
  '01': 14,
  '02': 14,
  '03': 14,
  '04': 16,
  '11': 6,
  '12': 6,
  '13': 6,
  '14': 6,
  '15': 6,
  '16': 6,
  '17': 6,
  '18': 6,
  '19': 6,
  '20': 2,
  '31': 8,
  '32': 8,
  '33': 8,
  '34': 8,
  '35': 8,
  '36': 8,
  '41': 14,
};

/** One part of a format. */
interface Part {
  readonly characters: RegExp;
  readonly shortest: number;
  readonly longest: number;
  readonly kind: 'plain' | 'check' | 'date';
}

/** Character sets 82, 39 and 64 of the General Specifications (7.11). */
const characterSets: Readonly<Record<string, RegExp>> = {
  N: /^[0-9]*$/,
  X: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/,
  Y: /^[#\-/0-9A-Z]*$/,
  Z: /^[-0-9A-Z_a-z]*=?=?$/,
};

const partsOf = new Map<string, readonly Part[]>(
  Object.entries(formats).flatMap(([format, identifiers]) => {
    const parts = format.split(' ').map(readPart);
    return identifiers.split(' ').map((identifier) => [identifier, parts] as const);
  }),
);

const lengthOf = new Map<string, number>(
  Object.entries(identifierLengths).flatMap(([length, prefixes]) =>
    prefixes.split(' ').map((prefix) => [prefix, Number(length)] as const),
  ),
);

function readPart(text: string): Part {
  const [, set = 'X', shortest = '0', longest = shortest, flag] =
    /^([NXYZ])([0-9]+)(?:-([0-9]+))?([cd])?$/.exec(text) ?? [];
  return {
    characters: characterSets[set] ?? /^$/,
    shortest: Number(shortest),
    longest: Number(longest),
    kind: flag === 'c' ? 'check' : flag === 'd' ? 'date' : 'plain',
  };
}

/** The application identifier at the start of `text`; null where there is none that exists. */
export function identifierAt(text: string): string | null {
  const length = lengthOf.get(text.slice(0, 2));
  const identifier = length === undefined ? '' : text.slice(0, length);
  return length !== undefined && identifier.length === length && partsFor(identifier) !== undefined
    ? identifier
    : null;
}

/** The length of the value behind `identifier` where that is predefined; null where a separator or the end ends it. */
export function predefinedLength(identifier: string): number | null {
  const length = predefinedLengths[identifier.slice(0, 2)];
  return length === undefined ? null : length - (identifier.length - 2);
}

/** Why `value` is wrong for `identifier`, in one line for people; null where it is right. */
export function valueFault(identifier: string, value: string): string | null {
  const parts = partsFor(identifier);
  if (parts === undefined) {
    return 'unknown application identifier';
  }
  if (!/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z#]*$/.test(value)) {
    return 'illegal character';
  }
  let rest = value;
  for (const part of parts) {
    const piece = rest.slice(0, part.longest);
    rest = rest.slice(part.longest);
    if (piece.length < part.shortest) {
      return 'too short for its application identifier';
    }
    if (!part.characters.test(piece)) {
      return 'illegal character';
    }
    if (part.kind === 'check' && !hasGs1CheckDigit(piece)) {
      return 'bad check digit';
    }
    if (part.kind === 'date' && !/^[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])$/.test(piece)) {
      return 'no such date';
    }
  }
  return rest === '' ? null : 'too long for its application identifier';
}

/**
 * `value` in parts: those that a GS1 check digit vouches for, and those that none does, so that they could hold another
 * number.
 */
export function partsByCheck(
  identifier: string,
  value: string,
): { readonly checked: readonly string[]; readonly unchecked: readonly string[] } {
  const checked: string[] = [];
  const unchecked: string[] = [];
  let at = 0;
  for (const part of partsFor(identifier) ?? []) {
    (part.kind === 'check' ? checked : unchecked).push(value.slice(at, at + part.longest));
    at += part.longest;
  }
  return { checked, unchecked };
}

/** Of measures and amounts the fourth digit is the place of the decimal point, so their formats are kept by three digits. */
function partsFor(identifier: string): readonly Part[] | undefined {
  return /^3[1-69][0-9]{2}$/.test(identifier)
    ? partsOf.get(identifier.slice(0, 3))
    : partsOf.get(identifier);
}
