import { hasGs1CheckDigit } from '../../domain/identity/gs1CheckDigit.ts';
import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import type { Elements } from './gs1/elementString.ts';
import { parseElementString } from './gs1/elementString.ts';

/** An EAN/UPC symbol as a scanner gave it. */
export interface EanUpc {
  readonly symbology: 'EAN13' | 'EAN8' | 'UPCA' | 'UPCE';
  /** The digits of the symbol: 13, 8 or 12; of a UPC-E symbol the 12 digits it stands for. */
  readonly digits: string;
  /** The supplement of two or five digits; empty where there is none. */
  readonly supplement: string;
  /** The elements of the composite component, or of the coupon's second symbol, that came behind it; null where none did. */
  readonly elements: Elements | null;
}

/**
 * The UPC-A number that a UPC-E symbol stands for (GS1 General Specifications 5.2.2.4.2), with its check digit.
 *
 * @param digits the eight digits of the symbol: number system 0 or 1, six digits, check digit
 * @returns twelve digits; null where `digits` is no UPC-E or its check digit is wrong
 */
export function expandUpcE(digits: string): string | null {
  const parts = /^([01])([0-9]{2})([0-9]{3})([0-9])([0-9])$/.exec(digits);
  if (parts === null) {
    return null;
  }
  const [, system = '', maker = '', rest = '', form = '', check = ''] = parts;
  const body = expandBody(maker, rest, form);
  const expanded = `${system}${body}${check}`;
  return hasGs1CheckDigit(expanded) ? expanded : null;
}

/** The ten digits behind the number system; the last digit of the symbol tells where the zeros were taken out. */
function expandBody(maker: string, rest: string, form: string): string {
  switch (form) {
    case '0':
    case '1':
    case '2':
      return `${maker}${form}0000${rest}`;
    case '3':
      return `${maker}${rest.charAt(0)}00000${rest.slice(1)}`;
    case '4':
      return `${maker}${rest.slice(0, 2)}00000${rest.charAt(2)}`;
    default:
      return `${maker}${rest}0000${form}`;
  }
}

/**
 * Reads what follows an identifier ]E0 to ]E4: EAN-13 (UPC-A where its first digit is 0), UPC-A of 12 digits, EAN-8,
 * UPC-E of 8 digits, and ]E3 with its supplement. A second message behind it (ISO/IEC 15424 annex C; GS1 General
 * Specifications 7.8.3) may be a supplement (]E1, ]E2), a composite component (]e0) or a coupon (]C1), perhaps parted by "|".
 * Fails with one line for people.
 */
export function readEanUpc(aim: string, text: string): Result<EanUpc, string> {
  const [, primary = text, second = '', more = ''] =
    /^([^\]|]*)\|?\](E1|E2|e[0-3]|C1)(.*)$/s.exec(text) ?? [];
  const symbol = readSymbol(aim, primary);
  if (!symbol.ok || second === '') {
    return symbol;
  }
  if (second.startsWith('E')) {
    return more.length === (second === 'E1' ? 2 : 5) && /^[0-9]+$/.test(more)
      ? ok({ ...symbol.value, supplement: more })
      : fail('wrong number of digits for a supplement');
  }
  const elements = parseElementString(more);
  return elements.ok ? ok({ ...symbol.value, elements: elements.value }) : fail(elements.error);
}

function readSymbol(aim: string, text: string): Result<EanUpc, string> {
  if (!/^[0-9]+$/.test(text)) {
    return fail('illegal character in an EAN/UPC symbol');
  }
  const modifier = aim.charAt(2);
  if (modifier === '1' || modifier === '2') {
    return fail('a supplement without its EAN/UPC symbol');
  }
  if (modifier === '4') {
    return checked('EAN8', text, 8);
  }
  const withSupplement = [15, 18].includes(text.length);
  const supplement = withSupplement ? text.slice(13) : '';
  const digits = withSupplement ? text.slice(0, 13) : text;
  if (digits.length === 8) {
    const expanded = expandUpcE(digits);
    return expanded === null
      ? fail('bad check digit')
      : ok({ symbology: 'UPCE', digits: expanded, supplement, elements: null });
  }
  if (digits.length === 12) {
    return checked('UPCA', digits, 12, supplement);
  }
  return digits.startsWith('0') && digits.length === 13
    ? checked('UPCA', digits.slice(1), 12, supplement)
    : checked('EAN13', digits, 13, supplement);
}

function checked(
  symbology: EanUpc['symbology'],
  digits: string,
  length: number,
  supplement = '',
): Result<EanUpc, string> {
  if (digits.length !== length) {
    return fail('wrong number of digits for an EAN/UPC symbol');
  }
  return hasGs1CheckDigit(digits)
    ? ok({ symbology, digits, supplement, elements: null })
    : fail('bad check digit');
}

/** `text` where it is a GTIN of 8, 12, 13 or 14 digits with a right check digit (GS1 General Specifications 3.3.2), else null. */
export function gtinOf(text: string): string | null {
  return [8, 12, 13, 14].includes(text.length) && hasGs1CheckDigit(text) && /[1-9]/.test(text)
    ? text
    : null;
}
