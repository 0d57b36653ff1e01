import { cardLabel } from '../../src/domain/identity/credential.ts';
import { isOwnNumber } from '../../src/domain/identity/cardPatternConflicts.ts';
import type { DeviceHostMessage, HardwareDevice } from '../../src/hardware/hostMessages.ts';
import { controlState } from '../../src/hardware/unifiedPos.ts';

/** One line of `npm run devices`, as a record for JSON and as words for people. */
export interface DeviceLine {
  readonly record: Readonly<Record<string, unknown>>;
  readonly words: string;
}

type Read = Extract<DeviceHostMessage, { type: 'read' }>;

/** A reader, and how it stands. */
export function deviceLine(device: HardwareDevice): DeviceLine {
  const { name, deviceClass, connection, location, state, detail } = device;
  return {
    record: { event: 'device', ...device, control: controlState(state) },
    words: `${state.padEnd(8)} ${deviceClass.padEnd(12)} ${connection.padEnd(10)} ${name}${
      location === '' ? '' : ` (${location})`
    }${detail === '' ? '' : `\n         ${detail}`}`,
  };
}

/**
 * A read, decoded. Of a refused read nothing but the refusal. A card's value is masked unless `showCards`; so is a number of
 * the kind that shops print on cards, though it has the form of a product's. Null for what is no scan.
 */
export function readLine(read: Read, showCards: boolean): DeviceLine | null {
  const { deviceId, received, outcome } = read;
  const head = { event: 'read', deviceId, readAt: new Date(read.readAtMs).toISOString() };
  switch (outcome.result) {
    case 'ignored':
      return null;
    case 'refused':
      return {
        record: { ...head, result: 'refused', reason: outcome.reason },
        words: `refused  ${outcome.reason} at ${deviceId}`,
      };
    case 'invalid':
      return {
        record: { ...head, received, result: 'invalid', reason: outcome.reason },
        words: `invalid  ${outcome.reason} at ${deviceId}`,
      };
    case 'credential': {
      const { credential, gtin, aim } = outcome.reading;
      const isProduct = gtin !== null && !isOwnNumber(gtin);
      const value =
        credential === null || isProduct || showCards
          ? (credential?.value ?? gtin)
          : cardLabel(credential);
      return {
        record: {
          ...head,
          received,
          result: 'credential',
          scheme: credential?.scheme ?? null,
          value,
          gtin: isProduct || showCards ? gtin : null,
          aim,
        },
        words: `read     ${credential?.scheme ?? 'other'} ${value ?? '(text)'}${
          aim === null ? '' : ` ${aim}`
        }, ${received.count} ${received.unit}, ${received.framing}, at ${deviceId}`,
      };
    }
  }
}
