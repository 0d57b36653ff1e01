import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  verifyEachInTurn,
  verifyEachOnThreads,
  verifyEd25519,
} from '../../../../src/ledger/chain/crypto.ts';

const pair = generateKeyPairSync('ed25519');
const publicKey = Buffer.from(
  pair.publicKey.export({ format: 'jwk' }).x ?? '',
  'base64url',
).toString('base64');
const signatureOf = (text: string): string =>
  sign(null, Buffer.from(text), pair.privateKey).toString('base64');

describe('signatures checked on other threads', () => {
  it('come out, in order, as they do one by one', async () => {
    const signed = [
      { text: 'good', signatureBase64: signatureOf('good') },
      { text: 'altered', signatureBase64: signatureOf('original') },
      { text: 'cut', signatureBase64: signatureOf('cut').slice(0, 40) },
      { text: 'none', signatureBase64: '' },
      { text: 'good as well', signatureBase64: signatureOf('good as well') },
    ];
    const each = await verifyEachOnThreads(publicKey, signed);
    expect(each).toEqual([true, false, false, false, true]);
    expect(each).toEqual(await verifyEachInTurn(publicKey, signed));
    expect(each).toEqual(
      signed.map(({ text, signatureBase64 }) => verifyEd25519(publicKey, text, signatureBase64)),
    );
  });

  it('are none by a key that is none', async () => {
    const signed = [{ text: 'good', signatureBase64: signatureOf('good') }];
    expect(await verifyEachOnThreads('AAAA', signed)).toEqual([false]);
    expect(await verifyEachOnThreads(publicKey, [])).toEqual([]);
  });
});
