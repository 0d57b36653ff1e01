import { cardLabel, type Credential } from '../../domain/identity/credential.ts';
import { describeCardPattern } from '../../domain/identity/cardPatternText.ts';
import { hasGs1CheckDigit } from '../../domain/identity/gs1CheckDigit.ts';
import type { ReadRules } from '../../domain/readRules.ts';
import { readReceiptCode } from '../../domain/receiptCode.ts';
import { symbologyOf } from '../../hardware/decoders/aimIdentifier.ts';
import type { Reading } from '../../hardware/decoders/decoded.ts';
import { em4100DigitsOf } from '../../hardware/decoders/rfid/em4100Uid.ts';
import type { Observation } from '../../ipc/channels/devices.ts';
import { cardToken } from '../identity/cardToken.ts';
import { ruledRead } from '../identity/cardIdentifier.ts';
import { plainProduct } from '../identity/productRead.ts';
import type { SupervisedRead } from './deviceSupervisor.ts';

/**
 * What the setup screen may know of a read: how it came in, what it was decoded as and which of `layers` takes it. No
 * card number: its length, its last four characters and, by `tokenKey`, its token. Of a refused read nothing but the refusal.
 */
export function observationOf(
  read: SupervisedRead,
  layers: readonly ReadRules[],
  tokenKey: Uint8Array | null = null,
): Observation {
  const { deviceId, connection, readAtMs, received, outcome } = read;
  const aim = outcome.result === 'credential' ? outcome.reading.aim : null;
  return {
    deviceId,
    connection,
    readAtMs,
    received: {
      count: outcome.result === 'refused' ? null : received.count,
      unit: received.unit,
      framing: received.framing,
      aim,
      symbology: aim === null ? null : symbologyOf(aim),
    },
    meaning:
      outcome.result === 'credential'
        ? meaningOf(outcome.reading, layers, tokenKey)
        : withoutExtras(outcome),
  };
}

type Refusal = Exclude<SupervisedRead['outcome'], { result: 'credential' }>;

function withoutExtras(outcome: Refusal): Observation['meaning'] {
  return outcome.result === 'refused'
    ? { kind: 'refused', reason: outcome.reason }
    : { kind: outcome.result, reason: outcome.reason };
}

function meaningOf(
  reading: Reading,
  layers: readonly ReadRules[],
  tokenKey: Uint8Array | null,
): Observation['meaning'] {
  const { credential, gtin, text } = reading;
  if (readReceiptCode(text) !== null) {
    return { kind: 'receipt' };
  }
  const ruled = ruledRead(layers, reading);
  if (ruled?.kind === 'product') {
    return ruled.product;
  }
  if (ruled !== null) {
    const { match } = ruled;
    return {
      kind: 'card',
      ...described(match.credential),
      cardFormat: describeCardPattern(match.pattern).slice(0, 200),
      ...(tokenKey === null ? {} : { cardToken: cardToken(tokenKey, match.credential) }),
    };
  }
  if (gtin !== null) {
    return plainProduct(gtin);
  }
  return credential === null
    ? { kind: 'neither', length: text.length }
    : {
        kind: 'unknownCard',
        ...described(credential),
        suggestion: suggestionFor(reading, credential),
      };
}

function described(credential: Credential): {
  readonly scheme: Credential['scheme'];
  readonly cardLabel: string;
  readonly length: number;
} {
  const { scheme, value } = credential;
  return { scheme, cardLabel: cardLabel(credential), length: value.length };
}

/** A format that would take the card; without its first characters, which a person adds from the chain's own papers. */
function suggestionFor(reading: Reading, { scheme, value }: Credential): string {
  const { length } = value;
  if (scheme === 'uid' && em4100DigitsOf(reading) !== null) {
    return describeCardPattern({ scheme, prefix: '', length, checkDigit: 'none', em4100Bits: 24 });
  }
  if (scheme === 'gsrn' && length > 18) {
    return describeCardPattern({ scheme, prefix: '', length: 20, longest: 29, checkDigit: 'none' });
  }
  const checkDigit = scheme !== 'uid' && hasGs1CheckDigit(value) ? 'gs1' : 'none';
  return describeCardPattern({ scheme, prefix: '', length, checkDigit });
}
