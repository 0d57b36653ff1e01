import { describe, expect, it } from 'vitest';
import {
  containsPaymentCardNumber,
  isPaymentCardNumber,
  isPaymentTrack,
} from '../../../../src/domain/identity/paymentCard.ts';

/** Numbers that the networks and processors publish for tests. */
const published = [
  ['Visa', '4111111111111111'],
  ['Visa of 13 digits', '4222222222222'],
  ['Visa', '4988438843884305'],
  ['Mastercard', '5555555555554444'],
  ['Mastercard, 2 series', '2223003122003222'],
  ['American Express', '378282246310005'],
  ['American Express', '341111111111111'],
  ['Discover', '6011111111111117'],
  ['Diners Club', '30569309025904'],
  ['Diners Club', '38520000023237'],
  ['Diners Club', '36227206271667'],
  ['JCB', '3530111333300000'],
  ['UnionPay', '6240008631401148'],
  ['Maestro', '6304000000000000'],
  ['Mir', '2200770212727079'],
  ['Troy', '9792030394440796'],
  ['UATP', '135410014004955'],
  ['Carnet', '2869000000000006'],
  ['Belkart', '9112000000000006'],
  ['Elcart', '9417000000000008'],
] as const;

describe('isPaymentCardNumber', () => {
  it.each(published)('knows a test number of %s', (_, number) => {
    expect(isPaymentCardNumber(number)).toBe(true);
  });

  it.each(published)(
    'lets a number in the range of %s pass whose check digit is wrong',
    (_, number) => {
      const wrong = number.slice(0, -1) + String((Number(number.slice(-1)) + 1) % 10);
      expect(isPaymentCardNumber(wrong)).toBe(false);
    },
  );

  it.each([
    ['an issuer range of no network', '9000000000000001'],
    ['too short for any network', '41111111116'],
    ['a length that its network does not use', '41111111111111'],
    ['letters', '4111x11111111111'],
    ['nothing', ''],
  ])('lets pass: %s', (_, number) => {
    expect(isPaymentCardNumber(number)).toBe(false);
  });
});

describe('containsPaymentCardNumber', () => {
  it.each([
    ['alone', '4111111111111111'],
    ['in groups of four', '4111 1111 1111 1111'],
    ['in groups with dashes', '4111-1111-1111-1111'],
    ['as American Express prints it', '3782 822463 10005'],
    ['in a stripe', '%B4111111111111111^DOE/JANE^1805101?'],
    ['in JSON', '{"card":"5555555555554444","x":1}'],
    ['behind other digits', '2024 4111111111111111'],
    ['before other groups', '4111 1111 1111 1111 99'],
  ])('finds one %s', (_, text) => {
    expect(containsPaymentCardNumber(text)).toBe(true);
  });

  it.each([
    ['a longer number', '941111111111111119876'],
    ['a wrong check digit', '4111111111111112'],
    ['no digits', 'member card'],
    ['a number that the caller knows', '4000000000006'],
  ])('finds none in %s', (_, text) => {
    expect(containsPaymentCardNumber(text, (digits) => digits.length === 13)).toBe(false);
  });

  it('takes no time over long texts of digits and separators', () => {
    expect(containsPaymentCardNumber('0 '.repeat(100_000))).toBe(false);
  });
});

describe('isPaymentTrack', () => {
  it.each([
    ['track 1', '%B9000000000000001^DOE/JANE^3012101'],
    ['track 1 without its sentinel', 'B9000000000000001^DOE/JANE^3012101'],
    ['track 1 with the number in groups', '%B9000 0000 0000 0001^DOE/JANE^3012101'],
    ['track 2', ';9000000000000001=3012101000'],
    ['track 2 of a chip', '9000000000000001D3012201'],
  ])('knows %s by its form, whatever the issuer range', (_, track) => {
    expect(isPaymentTrack(track)).toBe(true);
  });

  it.each([
    ['a month that does not exist', ';9000000000000001=3013101000'],
    ['a wrong check digit', ';9000000000000002=3012101000'],
    ['no expiry', ';0090073029910='],
    ['a number of zeros', ';0000000000000000=3012101000'],
    ['a short number', ';00007399=3012'],
  ])('lets pass: %s', (_, track) => {
    expect(isPaymentTrack(track)).toBe(false);
  });
});
