import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { levelDbBlocks } from './levelDbBlocks.ts';

/** Something that a run left behind: a file, what a database says, what a program wrote, what a screen showed. */
export interface Leaving {
  readonly name: string;
  readonly content: Uint8Array;
  /** The long numbers that stand in it in any writing, one a line. */
  readonly numbers: string;
}

/** A number's first or last digits tell of it as well; fewer of them may stand somewhere by chance. */
const TELLING_DIGITS = 10;

/**
 * Every file below `folder`, and for each table of LevelDB also its blocks without their compression, for a compressed block
 * hides what stands in it.
 */
export function leavingsOf(folder: string): Leaving[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const name = join(entry.parentPath, entry.name);
      const content = readFileSync(name);
      const blocks = /\.(?:ldb|sst)$/.test(name) ? levelDbBlocks(content) : [];
      return [content, ...blocks].map((one) => leaving(name, one));
    });
}

/** Something that a run left: bytes, or a text such as a program writes. */
export function leaving(name: string, content: Uint8Array | string): Leaving {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { name, content: bytes, numbers: longNumbersIn(bytes) };
}

/**
 * The names of the leavings that hold `number`, or its first or last ten digits: as digits together or in groups, in 8-bit or
 * wider characters, backwards, as hexadecimal or base64 text, as packed decimals, as the codes of keys.
 */
export function tracesOf(number: string, leavings: readonly Leaving[]): string[] {
  const parts = [number.slice(0, TELLING_DIGITS), number.slice(-TELLING_DIGITS)];
  const written = parts.flatMap((part) => [part, Array.from(part).reverse().join('')]);
  const packed = (number.length % 2 === 0 ? [number] : [`0${number}`, `${number}f`]).map(
    (nibbles) => Buffer.from(nibbles, 'hex'),
  );
  const found = leavings.filter(
    ({ content, numbers }) =>
      written.some((digits) => numbers.includes(digits)) ||
      packed.some((bytes) =>
        Buffer.from(content.buffer, content.byteOffset, content.length).includes(bytes),
      ),
  );
  return [...new Set(found.map(({ name }) => name))];
}

/** Digits with at most three characters between them, as people group them and as wider characters give them. */
const GROUPED = /[0-9](?:[\0 .,_/-]{0,3}[0-9]){9,}/g;
/** The characters of digits in hexadecimal, also of 16 bits each. */
const HEXADECIMAL = /(?:3[0-9](?:00)?){10,}/g;
const BASE64 = /[A-Za-z0-9+/_-]{14,}/g;
const KEY_CODES = /(?:Digit|Numpad)([0-9])/g;

function longNumbersIn(bytes: Uint8Array): string {
  // One character a byte, so that a text of any encoding shows its digits.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const asBytes = (
    encoding: 'hex' | 'base64',
    pattern: RegExp,
    shifts: readonly number[],
  ): string[] =>
    Array.from(text.matchAll(pattern), ([run]) => run).flatMap((run) =>
      shifts.flatMap((shift) =>
        grouped(Buffer.from(run.slice(shift), encoding).toString('latin1')),
      ),
    );
  return [
    ...grouped(text),
    ...asBytes('hex', HEXADECIMAL, [0]),
    ...asBytes('base64', BASE64, [0, 1, 2, 3]),
    Array.from(text.matchAll(KEY_CODES), ([, digit]) => digit).join(''),
  ].join('\n');
}

function grouped(text: string): string[] {
  return Array.from(text.matchAll(GROUPED), ([run]) => run.replaceAll(/[^0-9]/g, ''));
}
