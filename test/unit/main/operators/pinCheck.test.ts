import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signOnDelayMs, type PinVerifier } from '../../../../src/domain/operator.ts';
import { openPinCheck, type PinCheck } from '../../../../src/main/operators/pinCheck.ts';
import { makeScryptVerifier } from '../../../../src/main/operators/scryptVerifier.ts';

const somePrivateKey = generateKeyPairSync('ed25519').privateKey.export({
  format: 'pem',
  type: 'pkcs8',
});
const COST = { cost: 1024, blockSize: 8, parallelization: 1 };

describe('signing on with a PIN', () => {
  let folder: string;
  let path: string;
  let verifier: PinVerifier;
  let wallMs: number;
  let monotonicMs: number;
  let warnings: string[];
  let check: PinCheck;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pins-'));
    path = join(folder, 'sign-on.json');
    verifier = await makeScryptVerifier('4711', Buffer.alloc(16, 5), COST);
    wallMs = 1_700_000_000_000;
    monotonicMs = 5000;
    warnings = [];
    check = await started();
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  function started(): Promise<PinCheck> {
    return openPinCheck({
      path,
      clock: { nowMs: () => wallMs },
      monotonicMs: () => monotonicMs,
      warn: (message) => warnings.push(message),
    });
  }

  async function attempt(pin: string, operatorId = 'op-1') {
    const answer = await check.verify({ operatorId, pin, verifier });
    return answer.ok ? answer.value : answer.error.code;
  }

  async function failTimes(count: number): Promise<void> {
    for (let failure = 1; failure <= count; failure += 1) {
      await attempt('0000');
      pass(signOnDelayMs(failure));
    }
    pass(-signOnDelayMs(count));
  }

  function pass(milliseconds: number): void {
    wallMs += milliseconds;
    monotonicMs += milliseconds;
  }

  it('succeeds with the right PIN only', async () => {
    expect(await attempt('4712')).toEqual({ verified: false, retryAfterMs: 0 });
    expect(await attempt('4711')).toEqual({ verified: true, retryAfterMs: 0 });
  });

  it('takes the right PIN for wrong while it is closed, and opens when the delay is over', async () => {
    await failTimes(3);
    expect(await attempt('4711')).toEqual({ verified: false, retryAfterMs: 2000 });
    pass(1999);
    expect(await attempt('4711')).toEqual({ verified: false, retryAfterMs: 1 });
    pass(1);
    expect(await attempt('4711')).toEqual({ verified: true, retryAfterMs: 0 });
  });

  it('says how long it is closed after each wrong PIN, and counts from nothing after a right one', async () => {
    await failTimes(4);
    pass(signOnDelayMs(4));
    expect(await attempt('0000')).toEqual({ verified: false, retryAfterMs: signOnDelayMs(5) });
    pass(signOnDelayMs(5));
    expect(await attempt('4711')).toEqual({ verified: true, retryAfterMs: 0 });
    expect(await attempt('0000')).toEqual({ verified: false, retryAfterMs: 0 });
  });

  it('stays closed across a restart', async () => {
    await failTimes(5);
    wallMs += 1000;
    monotonicMs = 0;
    check = await started();
    expect(await attempt('4711')).toEqual({ verified: false, retryAfterMs: 7000 });
    pass(7000);
    expect(await attempt('4711')).toEqual({ verified: true, retryAfterMs: 0 });
  });

  it('does not open early when the clock is set, nor stay closed for longer than its delay', async () => {
    await failTimes(3);
    wallMs += 86_400_000;
    expect(await attempt('4711')).toEqual({ verified: false, retryAfterMs: 2000 });
    wallMs -= 2 * 86_400_000;
    expect(await attempt('4711')).toEqual({ verified: false, retryAfterMs: 2000 });
    check = await started();
    expect(await attempt('4711')).toEqual({ verified: false, retryAfterMs: 2000 });
    pass(2000);
    expect(await attempt('4711')).toEqual({ verified: true, retryAfterMs: 0 });
  });

  it('closes for one operator alone', async () => {
    await failTimes(3);
    expect(await attempt('4711', 'op-2')).toEqual({ verified: true, retryAfterMs: 0 });
  });

  it('does not let guesses that come at once slip past the count', async () => {
    const answers = await Promise.all(['1', '2', '3', '4', '5'].map((n) => attempt(`000${n}`)));
    expect(answers.slice(3)).toEqual([
      { verified: false, retryAfterMs: 2000 },
      { verified: false, retryAfterMs: 2000 },
    ]);
  });

  it('refuses a verifier that proves nothing, without counting a failure', async () => {
    for (const bad of [
      { ...verifier, key: '' },
      { ...verifier, cost: 1000 },
      { ...verifier, cost: 1_048_576, blockSize: 32 },
      { ...verifier, cost: 65_536, blockSize: 1 },
    ]) {
      const answer = await check.verify({ operatorId: 'op-1', pin: '4711', verifier: bad });
      expect(answer).toMatchObject({ ok: false, error: { code: 'unusableVerifier' } });
      // OpenSSL's complaint about one must not be taken for one about the next key.
      expect(() => createPrivateKey(somePrivateKey)).not.toThrow();
    }
    expect(await attempt('0000')).toEqual({ verified: false, retryAfterMs: 0 });
  });

  it('begins anew from a damaged count, keeps it aside and says so', async () => {
    await writeFile(path, 'damaged');
    check = await started();
    expect(warnings.join()).toContain('sign-on.json.damaged-1');
    expect(await attempt('4711')).toEqual({ verified: true, retryAfterMs: 0 });
  });

  it('still signs on, and still counts, when the disk refuses', async () => {
    await mkdir(path);
    await failTimes(3);
    expect(warnings.join()).toContain('could not be kept');
    expect(await attempt('4711')).toEqual({ verified: false, retryAfterMs: 2000 });
    pass(2000);
    expect(await attempt('4711')).toEqual({ verified: true, retryAfterMs: 0 });
  });
});
