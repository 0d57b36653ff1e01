import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentDigestHeader,
  parseSignatureHeaders,
  signatureBase,
  signatureHeader,
  signatureInputHeader,
  type SignedParts,
} from '../../../src/protocol/requestSignature.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const digestOf = (body: string) =>
  contentDigestHeader(createHash('sha256').update(body).digest('base64'));
const parts: SignedParts = {
  method: 'POST',
  path: '/v1/push',
  query: '?',
  contentDigest: digestOf('{}'),
  createdSeconds: 1_795_339_800,
  terminalId: 't-1',
};
const signed = (of: SignedParts) =>
  sign(null, Buffer.from(signatureBase(of)), privateKey).toString('base64');
const verifies = (of: SignedParts, signatureBase64: string) =>
  verify(null, Buffer.from(signatureBase(of)), publicKey, Buffer.from(signatureBase64, 'base64'));

describe('a signed request', () => {
  it('verifies at the other end by what its headers say', () => {
    const read = parseSignatureHeaders(signatureInputHeader(parts), signatureHeader(signed(parts)));
    expect(read).not.toBeNull();
    const rebuilt = { ...parts, ...read };
    expect(verifies(rebuilt, read!.signatureBase64)).toBe(true);
  });

  it.each<[string, Partial<SignedParts>]>([
    ['another method', { method: 'GET' }],
    ['another path', { path: '/v1/holds' }],
    ['another query', { query: '?limit=500' }],
    ['another body', { contentDigest: digestOf('{"more":1}') }],
    ['another time', { createdSeconds: parts.createdSeconds + 1 }],
    ['another terminal', { terminalId: 't-2' }],
  ])('does not verify with %s', (_name, change) => {
    expect(verifies({ ...parts, ...change }, signed(parts))).toBe(false);
  });

  it('has the base of RFC 9421 section 2.5, one component a line', () => {
    expect(signatureBase(parts)).toBe(
      [
        '"@method": POST',
        '"@path": /v1/push',
        '"@query": ?',
        '"content-digest": sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:',
        '"@signature-params": ("@method" "@path" "@query" "content-digest");created=1795339800;keyid="t-1";alg="ed25519"',
      ].join('\n'),
    );
  });

  it('reads back every terminal id and time that it can write', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
        fc.integer({ min: 0, max: 999_999_999_999 }),
        (terminalId, createdSeconds) => {
          const signature = signed({ ...parts, terminalId, createdSeconds });
          expect(
            parseSignatureHeaders(
              signatureInputHeader({ terminalId, createdSeconds }),
              signatureHeader(signature),
            ),
          ).toEqual({ terminalId, createdSeconds, signatureBase64: signature });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes nothing from headers that say anything else', () => {
    const input = signatureInputHeader(parts);
    const value = signatureHeader(signed(parts));
    const hostile: [string, string][] = [
      ['', ''],
      [`${input}, sig2=()`, value],
      [input.replace(' "content-digest"', ''), value],
      [input.replace('ed25519', 'none'), value],
      [input.replace('t-1', 't-1"\\'), value],
      [input.replace('created=', 'created=-'), value],
      [`${input}\n`, value],
      [input, `${value}\n`],
      [input, value.replace('==:', ':')],
      [input, value.replaceAll(':', '')],
      [input, `sig2${value.slice(4)}`],
    ];
    for (const [hostileInput, hostileValue] of hostile) {
      expect(parseSignatureHeaders(hostileInput, hostileValue)).toBeNull();
    }
  });

  it('never throws over a header, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, two) => {
        expect(parseSignatureHeaders(one, two)).toBeNull();
      }),
    );
  });
});
