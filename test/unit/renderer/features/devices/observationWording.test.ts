import { describe, expect, it } from 'vitest';
import {
  meaningWords,
  receivedWords,
  suggestedFormat,
} from '../../../../../src/renderer/features/devices/observationWording.ts';

const unknownCard = {
  kind: 'unknownCard',
  scheme: 'number',
  cardLabel: '•••• 1234',
  length: 10,
  suggestion: 'number of 10 characters',
} as const;

describe('the words for what came in', () => {
  it('tell size, framing and symbology', () => {
    const received = {
      count: 15,
      unit: 'bytes',
      framing: 'ended by CR LF',
      aim: ']E0',
      symbology: 'EAN-13',
    } as const;
    expect(receivedWords(received)).toBe('15 bytes · ended by CR LF · EAN-13 (]E0)');
  });

  it('tell nothing of the size of a refused read, and count one key as one', () => {
    const received = {
      unit: 'keys',
      framing: 'a burst of keys',
      aim: null,
      symbology: null,
    } as const;
    expect(receivedWords({ ...received, count: null })).toBe('a burst of keys');
    expect(receivedWords({ ...received, count: 1 })).toBe('1 key · a burst of keys');
  });
});

describe('the words for what a read means', () => {
  it('name the card format that took a card', () => {
    const words = meaningWords({
      kind: 'card',
      scheme: 'number',
      cardLabel: '•••• 0017',
      length: 13,
      cardFormat: 'EAN-13 starting with 29',
    });
    expect(words).toEqual({
      tone: 'good',
      title: 'Loyalty card •••• 0017',
      detail: 'A number of 13 characters, taken by “EAN-13 starting with 29”.',
    });
  });

  it('count a chip’s UID in bytes', () => {
    const words = meaningWords({ ...unknownCard, scheme: 'uid', length: 14 });
    expect(words.detail).toContain('chip’s UID of 7 bytes');
  });

  it('show a product as its barcode prints it', () => {
    expect(meaningWords({ kind: 'product', gtin: '04006381333931' }).title).toBe(
      'Product 4006381333931',
    );
    expect(meaningWords({ kind: 'product', gtin: '00000096385074' }).title).toBe(
      'Product 96385074',
    );
  });

  it('offer the format that would take an unknown card, and only that', () => {
    expect(suggestedFormat(unknownCard)).toBe('number of 10 characters');
    expect(suggestedFormat({ kind: 'neither', length: 3 })).toBeNull();
  });

  it('show nothing of a payment card but that it was refused', () => {
    const words = meaningWords({ kind: 'refused', reason: 'paymentCard' });
    expect(words.tone).toBe('refused');
    expect(words.title + words.detail).not.toMatch(/[0-9•]/);
  });

  it('say why nothing could be read, as a sentence', () => {
    expect(meaningWords({ kind: 'invalid', reason: 'the check digit is wrong' }).detail).toBe(
      'The check digit is wrong.',
    );
  });
});
