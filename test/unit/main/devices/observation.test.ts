import { describe, expect, it } from 'vitest';
import type { DecodeOutcome } from '../../../../src/hardware/decoders/decoded.ts';
import { observationSchema } from '../../../../src/ipc/channels/devices.ts';
import { cardToken } from '../../../../src/main/identity/cardToken.ts';
import { observationOf } from '../../../../src/main/devices/observation.ts';
import type { CardPattern } from '../../../../src/domain/identity/credential.ts';

const cardPatterns: CardPattern[] = [
  { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' },
];
const layers = [{ cardPatterns, measureRules: [] }];

function observe(outcome: DecodeOutcome) {
  const received = { count: 15, unit: 'bytes', framing: 'ended by CR' } as const;
  const head = { deviceId: 'serial:1', connection: 'serial', readAtMs: 1, received } as const;
  return observationSchema.parse(observationOf({ ...head, outcome }, layers));
}

function reading(value: string, gtin: string | null = null): DecodeOutcome {
  const credential = { scheme: 'number', value } as const;
  return { result: 'credential', reading: { credential, gtin, aim: ']E0', text: value } };
}

describe('what the setup screen sees of a read', () => {
  it('names the format that takes a card, and of its number the end', () => {
    const observed = observe(reading('2900000000018', '2900000000018'));
    expect(observed.meaning).toEqual({
      kind: 'card',
      scheme: 'number',
      cardLabel: '•••• 0018',
      length: 13,
      cardFormat: 'EAN-13 starting with 29',
    });
    expect(observed.received).toMatchObject({ count: 15, aim: ']E0', symbology: 'EAN/UPC' });
    expect(JSON.stringify(observed)).not.toContain('2900000000018');
  });

  it('names a card by its token, as the replica does, where the terminal has the key', () => {
    const tokenKey = new Uint8Array(32).fill(7);
    const received = { count: 15, unit: 'bytes', framing: 'ended by CR' } as const;
    const outcome = reading('2900000000018');
    const read = { deviceId: 'serial:1', connection: 'serial', readAtMs: 1, received } as const;
    expect(observationOf({ ...read, outcome }, layers, tokenKey).meaning).toMatchObject({
      kind: 'card',
      cardToken: cardToken(tokenKey, { scheme: 'number', value: '2900000000018' }),
    });
  });

  it('shows a product in full, and suggests a format for a card that none takes', () => {
    expect(observe(reading('4006381333931', '4006381333931')).meaning).toEqual({
      kind: 'product',
      gtin: '04006381333931',
    });
    expect(observe(reading('K12345678')).meaning).toMatchObject({
      kind: 'unknownCard',
      suggestion: 'number of 9 characters',
    });
  });

  it('suggests the format of EM4100 cards for one, and that of chips for a chip', () => {
    const uid = (value: string, text: string): DecodeOutcome => ({
      result: 'credential',
      reading: { credential: { scheme: 'uid', value }, gtin: null, aim: null, text },
    });
    expect(observe(uid('6F6C3A', '01026F6C3A')).meaning).toMatchObject({
      suggestion: 'EM4100 of 24 bits',
    });
    expect(observe(uid('FB0EE20B', 'FB0EE20B')).meaning).toMatchObject({
      suggestion: 'UID of 4 bytes',
    });
  });

  it('shows nothing of a refused read but the refusal', () => {
    const { meaning, received } = observe({ result: 'refused', reason: 'paymentCard' });
    expect(meaning).toEqual({ kind: 'refused', reason: 'paymentCard' });
    expect(received).toMatchObject({ count: null, aim: null });
  });
});
