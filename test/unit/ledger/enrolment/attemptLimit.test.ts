import { describe, expect, it } from 'vitest';
import { createAttemptLimit } from '../../../../src/ledger/enrolment/attemptLimit.ts';
import { testClock } from '../../../support/ledger.ts';

describe('the limit of wrong enrolment codes', () => {
  it('lets an address guess 20 times, then makes it wait out the window; others go on', () => {
    const clock = testClock();
    const limit = createAttemptLimit(clock);
    for (let guess = 0; guess < 20; guess += 1) {
      expect(limit.waitSeconds('192.0.2.1')).toBe(0);
      limit.wrong('192.0.2.1');
    }
    expect(limit.waitSeconds('192.0.2.1')).toBe(600);
    expect(limit.waitSeconds('192.0.2.2')).toBe(0);
    clock.advance(599_001);
    expect(limit.waitSeconds('192.0.2.1')).toBe(1);
    clock.advance(1000);
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });

  it('locks nobody out for long when the clock is set back', () => {
    const clock = testClock();
    const limit = createAttemptLimit(clock);
    for (let guess = 0; guess < 30; guess += 1) {
      limit.wrong('192.0.2.1');
    }
    clock.advance(-86_400_000);
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });

  it('remembers a bounded number of addresses', () => {
    const limit = createAttemptLimit(testClock());
    for (let guess = 0; guess < 20; guess += 1) {
      limit.wrong('first');
    }
    for (let address = 0; address < 10_000; address += 1) {
      limit.wrong(`other ${address}`);
    }
    expect(limit.waitSeconds('first')).toBe(0);
  });
});
