/**
 * The numbers of a bench's result, one row each: nested names joined and in words ("firstFill.perSecond" is "first fill per
 * second"), values with up to three digits behind the point.
 */
export function benchTable(result: unknown, prefix = ''): [string, string][] {
  if (typeof result === 'number') {
    const digits = Math.abs(result) >= 1000 ? 0 : 3;
    return [[prefix, result.toLocaleString('en-GB', { maximumFractionDigits: digits })]];
  }
  if (typeof result === 'string' || typeof result === 'boolean') {
    return [[prefix, String(result)]];
  }
  if (typeof result !== 'object' || result === null) {
    return [];
  }
  return Object.entries(result).flatMap(([name, part]) => {
    const words = name.replace(/(?<=[a-z0-9])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
    return benchTable(part, prefix === '' ? words : `${prefix} ${words}`);
  });
}
