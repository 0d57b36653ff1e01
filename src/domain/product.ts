/** Something that the store sells. */
export interface Product {
  readonly productId: string;
  /** GTIN of 14 digits, shorter ones padded with zeros on the left (GS1 General Specifications 3.3.2). */
  readonly gtin: string;
  readonly name: string;
  readonly categoryId: string;
  readonly categoryName: string;
  readonly priceMinor: number;
}

/** `digits` (GTIN-8, -12, -13 or -14) as a GTIN-14, or null where it is no such number. */
export function toGtin14(digits: string): string | null {
  return /^([0-9]{8}|[0-9]{12,14})$/.test(digits) ? digits.padStart(14, '0') : null;
}
