import type { CardPattern, Credential } from './credential.ts';
import { hasGs1CheckDigit } from './gs1CheckDigit.ts';
import { isLuhnValid } from './luhn.ts';

/** Whether `credential` is a loyalty card by one of the chain's patterns. */
export function matchesCardPattern(
  patterns: readonly CardPattern[],
  credential: Credential,
): boolean {
  return patterns.some((pattern) => {
    const { scheme, prefix, length, checkDigit } = pattern;
    if (credential.scheme !== scheme || credential.value.length !== length) {
      return false;
    }
    if (!credential.value.startsWith(prefix)) {
      return false;
    }
    switch (checkDigit) {
      case 'none':
        return true;
      case 'gs1':
        return hasGs1CheckDigit(credential.value);
      case 'luhn':
        return isLuhnValid(credential.value);
    }
  });
}
