import { describe, expect, it } from 'vitest';
import { classifyText } from '../../../../src/hardware/decoders/classifyText.ts';
import type { DecodeOutcome } from '../../../../src/hardware/decoders/decoded.ts';

const scanned = (text: string, aim: string | null = null): DecodeOutcome =>
  classifyText(text, { aim, medium: 'reader' });

const payment = { result: 'refused', reason: 'paymentCard' };
const document = { result: 'refused', reason: 'identityDocument' };

describe('numbers that are GTINs and pass Luhn by accident', () => {
  const accident = '4000000000006';

  it.each([null, ']E0', ']X0'])('are products behind the identifier %j', (aim) => {
    expect(scanned(accident, aim)).toMatchObject({ reading: { gtin: accident } });
  });

  it.each([']C0', ']Q1', ']d1', ']A0', ']L0'])(
    'are refused behind %s, a symbology that carries no EAN',
    (aim) => {
      expect(scanned(accident, aim)).toEqual(payment);
    },
  );

  it('are refused on a stripe', () => {
    expect(classifyText(`;${accident}=?`, { aim: null, medium: 'reader' })).toEqual(payment);
  });

  it('of 14 digits are products behind Interleaved 2 of 5 alone', () => {
    // Diners Club's range, a right Luhn digit and a right GS1 check digit.
    const gtin14 = '36000000000081';
    expect(scanned(gtin14, ']I1')).toMatchObject({ reading: { gtin: gtin14 } });
    expect(scanned(gtin14)).toEqual(payment);
    expect(scanned(gtin14, ']C0')).toEqual(payment);
  });
});

describe('texts that hold a payment card', () => {
  it.each([
    '4111111111111111',
    'PAN 4111-1111-1111-1111',
    'BEGIN:VCARD\nNOTE:5555 5555 5555 4444\nEND:VCARD',
    '%b4111111111111111^doe/jane^3012101?',
    'B9000000000000001^DOE/JANE^3012101',
    ';9000000000000001=3012101000?',
    '%E?;4111111111111111=3012101?',
    ']XX4111111111111111',
    ']E0 4111111111111111',
  ])('are refused: %j', (text) => {
    expect(scanned(text)).toEqual(payment);
  });
});

describe('texts that are identity documents', () => {
  it.each([
    '%CAHUNTINGTN BC^DOE$JOHN$^1234 MAPLE DR^?;123456781234567=211219931223?',
    ';636014012345678=300119800101?',
    '@\n\u001e\rANSI 636014040002DL00410278ZC03190024DLDAQ1234',
    'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10',
  ])('are refused: %j', (text) => {
    expect(scanned(text)).toEqual(document);
  });
});

describe('swipes of member cards', () => {
  it.each([
    ['%B6009050000000000^SIMPSON/HOMER J^0000000X1?;6009050000000000=0000?', '6009050000000000'],
    ['%MEMBER12345?', 'MEMBER12345'],
    ['%COFFEECLUB 12345^GOLD^?;0012345=?', '0012345'],
    [';0090073029910=?\r', '0090073029910'],
    ['%E?;0090073029910=?', '0090073029910'],
  ])('give the number of %j', (text, value) => {
    expect(classifyText(text, { aim: null, medium: 'reader' })).toMatchObject({
      reading: { credential: { scheme: 'number', value } },
    });
  });

  it.each(['%E?', ';E?', '%E?;E?+E?'])('say that %j could not be read', (text) => {
    expect(scanned(text)).toMatchObject({ result: 'invalid' });
  });
});

describe('other texts', () => {
  it.each([
    ['a QR code of several lines', 'line one\nline two'],
    ['a text longer than any card number', 'x'.repeat(65)],
    ['fewer characters than any card number', '12'],
  ])('name no card: %s', (_, text) => {
    expect(scanned(text)).toMatchObject({
      result: 'credential',
      reading: { credential: null, text },
    });
  });

  it.each([
    ['nothing', ''],
    ['an identifier alone', ']C0'],
    ['an identifier that does not exist', ']?5abc'],
    ['more than any code holds', 'x'.repeat(5000)],
    ['an EAN with a wrong check digit', ']E04006381333932'],
  ])('are invalid: %s', (_, text) => {
    expect(scanned(text)).toMatchObject({ result: 'invalid' });
  });
});
