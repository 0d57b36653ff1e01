/**
 * Whether the last digit of `digits` is the GS1 check digit (GS1 General Specifications 7.9: weights 3 and 1 from the
 * right, modulus 10). Serves GTIN-8/12/13/14, GSRN and SSCC alike. False for anything but two or more decimal digits.
 */
export function hasGs1CheckDigit(digits: string): boolean {
  return (
    /^[0-9]{2,}$/.test(digits) && gs1CheckDigit(digits.slice(0, -1)) === Number(digits.slice(-1))
  );
}

/** The GS1 check digit that belongs behind `body`, a text of decimal digits. */
export function gs1CheckDigit(body: string): number {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const fromRight = body.length - 1 - index;
    sum += (body.charCodeAt(index) - 48) * (fromRight % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10;
}
