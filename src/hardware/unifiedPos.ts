import type { DecodeOutcome } from './decoders/decoded.ts';
import type { HardwareDevice } from './hostMessages.ts';

/** How far a device is taken into use (UnifiedPOS 1.16, "Device states": Open, Claim, DeviceEnabled). */
export type ControlState = 'closed' | 'opened' | 'claimed' | 'enabled';

/** The control state of a reader in the state that the till shows. */
export function controlState(state: HardwareDevice['state']): ControlState {
  switch (state) {
    case 'ready':
      return 'enabled';
    case 'claimed':
    case 'opened':
      return state;
    case 'opening':
    case 'gone':
    case 'failed':
      return 'closed';
  }
}

/**
 * The event that a read is (UnifiedPOS 1.16, "Device input model"): a DataEvent where it was read, also of a card that is
 * refused by rule, an ErrorEvent where it could not be; null for what is no read, e.g. a scanner's answer to a command.
 */
export function inputEventOf(outcome: DecodeOutcome): 'DataEvent' | 'ErrorEvent' | null {
  switch (outcome.result) {
    case 'credential':
    case 'refused':
      return 'DataEvent';
    case 'invalid':
      return 'ErrorEvent';
    case 'ignored':
      return null;
  }
}
