import { describe, expect, it } from 'vitest';
import {
  deviceSchema,
  keystrokeSchema,
  MAXIMUM_KEYSTROKES,
} from '../../../../src/ipc/channels/devices.ts';
import { localSettingsSchema } from '../../../../src/ipc/channels/settings.ts';
import {
  decodeOutcomeSchema,
  hardwareDeviceSchema,
  hostConfigurationSchema,
  parentMessageSchema,
} from '../../../../src/hardware/hostMessages.ts';

const key = { code: 'Digit4', shift: false, control: false, alt: false, atMs: 1.5 };

describe('the messages of the device host', () => {
  it('take what the contract with the renderer lets through', () => {
    const serialReaders = [{ path: 'COM3', baudRate: 921_600, framing: 'idle' }];
    const settings = localSettingsSchema.parse({ colourScheme: 'auto', serialReaders });
    const { wedge } = settings;
    const configuration = { serialReaders: settings.serialReaders, wedge, simulator: true };
    expect(hostConfigurationSchema.safeParse(configuration).success).toBe(true);
    const keys = Array.from({ length: MAXIMUM_KEYSTROKES }, () => keystrokeSchema.parse(key));
    expect(parentMessageSchema.safeParse({ type: 'decodeKeys', id: 1, keys }).success).toBe(true);
    const typed = { type: 'decodeTyped', id: 1, text: 'x'.repeat(128) };
    expect(parentMessageSchema.safeParse(typed).success).toBe(true);
  });

  it('describe a reader as the contract with the renderer does', () => {
    const device = {
      deviceId: 'd'.repeat(300),
      connection: 'simulator',
      deviceClass: 'Scanner',
      location: '',
      name: 'n'.repeat(200),
      state: 'failed',
      detail: 't'.repeat(500),
    };
    expect(deviceSchema.safeParse(hardwareDeviceSchema.parse(device)).success).toBe(true);
  });

  it('have no place for a number beside a refusal', () => {
    const refusal = { result: 'refused', reason: 'paymentCard' };
    expect(decodeOutcomeSchema.safeParse(refusal).success).toBe(true);
    expect(decodeOutcomeSchema.safeParse({ ...refusal, text: '4111111111111111' }).success).toBe(
      false,
    );
  });
});
