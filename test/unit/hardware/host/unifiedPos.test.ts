import { describe, expect, it } from 'vitest';
import { hardwareDeviceSchema } from '../../../../src/hardware/hostMessages.ts';
import { controlState, inputEventOf } from '../../../../src/hardware/unifiedPos.ts';

describe('controlState', () => {
  it('calls a reader enabled only where its reads are delivered, and closed where none can come', () => {
    const states = hardwareDeviceSchema.shape.state.options;
    expect(states.filter((state) => controlState(state) === 'enabled')).toEqual(['ready']);
    expect(states.filter((state) => controlState(state) === 'closed')).toEqual([
      'opening',
      'gone',
      'failed',
    ]);
    expect(controlState('opened')).toBe('opened');
    expect(controlState('claimed')).toBe('claimed');
  });
});

describe('inputEventOf', () => {
  it('tells reads, failed reads, and what is no read', () => {
    const reading = { credential: null, gtin: null, aim: null, text: 'x' };
    expect(inputEventOf({ result: 'credential', reading })).toBe('DataEvent');
    expect(inputEventOf({ result: 'refused', reason: 'paymentCard' })).toBe('DataEvent');
    expect(inputEventOf({ result: 'invalid', reason: '' })).toBe('ErrorEvent');
    expect(inputEventOf({ result: 'ignored', reason: '' })).toBeNull();
  });
});
