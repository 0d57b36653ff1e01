import { describe, expect, it } from 'vitest';
import type { CardPattern } from '../../../../src/domain/identity/credential.ts';
import { receiptCode } from '../../../../src/domain/receiptCode.ts';
import { classifyText } from '../../../../src/hardware/decoders/classifyText.ts';
import { decodeKeystrokes } from '../../../../src/hardware/decoders/keystrokes.ts';
import { keysOf } from '../../../support/keystrokes.ts';
import type { DecodeOutcome, Reading } from '../../../../src/hardware/decoders/decoded.ts';
import { readOutcomeSchema } from '../../../../src/ipc/channels/devices.ts';
import {
  identifyRead,
  localRules,
  type CardRules,
} from '../../../../src/main/identity/cardIdentifier.ts';
import { cardToken } from '../../../../src/main/identity/cardToken.ts';

const own29 = { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' } as const;
const withCards = (...cardPatterns: CardPattern[]): CardRules => ({
  tokenKey: Buffer.alloc(32, 1),
  layers: [{ cardPatterns, measureRules: [] }],
});
const rules = withCards(own29);

function read(reading: Partial<Reading>): DecodeOutcome {
  return {
    result: 'credential',
    reading: { credential: null, gtin: null, aim: null, text: '', ...reading },
  };
}

function number(value: string): { scheme: 'number'; value: string } {
  return { scheme: 'number', value };
}

describe('identifyRead', () => {
  it('takes a number of the chain’s pattern for a card, though it is a valid GTIN too', () => {
    const credential = number('2912345678901');
    const outcome = identifyRead(
      withCards({ ...own29, checkDigit: 'none' }),
      read({ credential, gtin: credential.value, text: credential.value }),
    );
    expect(outcome).toEqual({
      kind: 'card',
      cardToken: cardToken(rules.tokenKey, credential),
      cardLabel: '•••• 8901',
    });
  });

  it('takes a GTIN that is no card for a product, as GTIN-14', () => {
    const credential = number('4006381333931');
    expect(identifyRead(rules, read({ credential, gtin: credential.value }))).toEqual({
      kind: 'product',
      gtin: '04006381333931',
    });
    expect(identifyRead(rules, read({ gtin: '96385074' }))).toEqual({
      kind: 'product',
      gtin: '00000096385074',
    });
  });

  it('takes a scale’s label for its item and the measure, unless it is a card', () => {
    const measures = localRules({
      cardFormats: [],
      measureRules: ['weight starting with 2, 5 item digits, 3 decimals', 'no rule'],
    });
    const local = { ...rules, layers: [...rules.layers, measures] };
    expect(identifyRead(local, read({ gtin: '2543210004324' }))).toEqual({
      kind: 'product',
      gtin: '02543210000005',
      measure: { kind: 'weight', amount: 432, decimals: 3 },
    });
    const card = number('2912345678906');
    expect(identifyRead(local, read({ credential: card, gtin: card.value }))?.kind).toBe('card');
    expect(identifyRead(rules, read({ gtin: '2543210004324' }))).not.toHaveProperty('measure');
  });

  it('takes a credential of no known pattern for a card that the chain may know later', () => {
    expect(identifyRead(rules, read({ credential: number('770012345') }))?.kind).toBe('card');
  });

  it('gives an EM4100 card one token, whatever reader gave it, and none where digits are missing', () => {
    const serial = read({ credential: { scheme: 'uid', value: '6F6C3A' }, text: '01026F6C3A' });
    const typed = (text: string): DecodeOutcome => read({ credential: number(text), text });
    const tokensOf = (em4100Bits: 24 | 32 | 40 | null): (string | undefined)[] => {
      const format = { scheme: 'uid', prefix: '', checkDigit: 'none' } as const;
      const cardPatterns =
        em4100Bits === null ? [] : [{ ...format, length: em4100Bits / 4, em4100Bits }];
      return [serial, typed('0040856634'), typed('00623,27706'), typed('111,27706')].map(
        (outcome) => {
          const identified = identifyRead(withCards(...cardPatterns), outcome);
          return identified?.kind === 'card' ? identified.cardToken : identified?.kind;
        },
      );
    };
    const token = (value: string): string => cardToken(rules.tokenKey, { scheme: 'uid', value });
    expect(tokensOf(24)).toEqual(Array(4).fill(token('6F6C3A')));
    expect(tokensOf(32)).toEqual([...Array<string>(3).fill(token('026F6C3A')), 'unreadable']);
    expect(tokensOf(40)).toEqual([token('01026F6C3A'), ...Array<string>(3).fill('unreadable')]);
    // Without such a format what a reader typed is a number, as it was before there were any.
    expect(tokensOf(null)[0]).toBe(token('6F6C3A'));
    expect(tokensOf(null)[1]).toBe(cardToken(rules.tokenKey, number('0040856634')));
  });

  it('lets what IT has set up at this terminal win over the chain, whichever of card and label it is', () => {
    const labels = localRules({
      cardFormats: [],
      measureRules: ['price starting with 29, 5 item digits, 2 decimals'],
    });
    const value = number('2954321000431');
    const outcome = read({ credential: value, gtin: value.value, text: value.value });
    const { tokenKey } = rules;
    const cards = { cardPatterns: [{ ...own29, checkDigit: 'none' as const }], measureRules: [] };
    expect(identifyRead({ tokenKey, layers: [labels, cards] }, outcome)?.kind).toBe('product');
    expect(identifyRead({ tokenKey, layers: [cards, labels] }, outcome)?.kind).toBe('card');
  });

  it('refuses what two keyboard scanners typed at once, and reads as long a number where a format takes it', () => {
    const [one, other] = [keysOf('2912345678906'), keysOf('2912345678913')];
    const mixed = [...one.flatMap((press, index) => [press, ...other.slice(index, index + 1)])];
    const strokes = mixed.map((press, index) => ({
      ...press,
      control: false,
      alt: false,
      atMs: index,
    }));
    const outcome = decodeKeystrokes(strokes);
    expect(identifyRead(rules, outcome)).toMatchObject({ kind: 'unreadable' });
    const long = withCards({ scheme: 'number', prefix: '22', length: 26, checkDigit: 'none' });
    expect(identifyRead(long, outcome)?.kind).toBe('card');
  });

  it('takes the code of a receipt for that, whatever the card formats say', () => {
    const transactionId = 'T0101:019abcde-0123-7456-89ab-cdef01234567';
    const text = receiptCode(transactionId);
    const greedy = withCards({
      scheme: 'number',
      prefix: '',
      length: 1,
      longest: 64,
      checkDigit: 'none',
    });
    const decoded = classifyText(text, { aim: ']Q1', medium: 'reader' });
    expect(identifyRead(greedy, decoded)).toEqual({ kind: 'receipt', transactionId });
  });

  it('takes nothing unusable for a card', () => {
    const unusable = [
      read({}),
      read({ credential: number('12') }),
      read({ credential: number('9'.repeat(65)) }),
    ];
    expect(unusable.map((outcome) => identifyRead(rules, outcome)?.kind)).toEqual([
      'unreadable',
      'unreadable',
      'unreadable',
    ]);
  });

  it('passes a refusal on with its reason only', () => {
    expect(identifyRead(rules, { result: 'refused', reason: 'paymentCard' })).toEqual({
      kind: 'refused',
      reason: 'paymentCard',
    });
  });

  it('says in one line why a read is unreadable, and nothing about what nobody needs to know', () => {
    expect(identifyRead(rules, { result: 'invalid', reason: 'x'.repeat(300) })).toEqual({
      kind: 'unreadable',
      message: 'x'.repeat(200),
    });
    expect(identifyRead(rules, { result: 'ignored', reason: 'acknowledgement' })).toBeNull();
  });

  it('gives the renderer what the contract takes, without the card’s number', () => {
    const credential = number('770012345678');
    const outcome = identifyRead(rules, read({ credential, text: credential.value }));
    expect(readOutcomeSchema.safeParse(outcome).success).toBe(true);
    expect(JSON.stringify(outcome)).not.toContain('77001234');
  });
});
