import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileKeyStore } from '../../../../src/main/keyStore/fileKeyStore.ts';
import type { KeyStore } from '../../../../src/main/keyStore/keyStore.ts';
import { sealedKeyStore } from '../../../../src/main/keyStore/sealedKeyStore.ts';
import {
  createSigningKey,
  keepTokenKey,
  loadSigningKey,
  loadTokenKey,
} from '../../../../src/main/keyStore/terminalKeys.ts';
import { skipWhere } from '../../../support/platform.ts';

let folder: string;
let directory: string;
let warnings: string[];
let files: KeyStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  directory = join(folder, 'keys');
  warnings = [];
  files = fileKeyStore({ directory, warn: (message) => warnings.push(message) });
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const noModes = skipWhere(process.platform === 'win32', 'Windows has no file modes');

/** Stands for the system's key store: reversible, and recognises what it sealed itself. */
const sealer = {
  seal: (secret: Uint8Array) =>
    Promise.resolve(Buffer.concat([Buffer.from('sealed:'), secret.map((byte) => byte ^ 0xa5)])),
  open: (sealed: Uint8Array) =>
    Buffer.from(sealed.subarray(0, 7)).toString() === 'sealed:'
      ? Promise.resolve(sealed.slice(7).map((byte) => byte ^ 0xa5))
      : Promise.reject(new Error('not sealed here')),
};

describe.each([
  ['files', () => files],
  ['sealed files', () => sealedKeyStore(files, sealer)],
])('a key store of %s', (_, make) => {
  it('gives back what it keeps, until it is removed', async () => {
    const store = make();
    expect(await store.read('a-key')).toEqual({ ok: true, value: null });
    await store.write('a-key', Buffer.from('first'));
    await store.write('a-key', Buffer.from('second'));
    const read = await make().read('a-key');
    expect(read.ok && read.value && Buffer.from(read.value).toString()).toBe('second');
    expect(await store.remove('a-key')).toEqual({ ok: true, value: undefined });
    expect(await store.remove('a-key')).toEqual({ ok: true, value: undefined });
    expect(await store.read('a-key')).toEqual({ ok: true, value: null });
  });

  it('leaves nothing half-written beside the secret', async () => {
    await make().write('a-key', Buffer.from('secret'));
    expect(await readdir(directory)).toEqual(['a-key.key']);
  });
});

describe('a key store of files', () => {
  noModes('lets nobody else read them', async () => {
    await files.write('a-key', Buffer.from('secret'));
    expect((await stat(join(directory, 'a-key.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(warnings).toEqual([]);
  });

  noModes('closes a file that others could read, and says so', async () => {
    await files.write('a-key', Buffer.from('secret'));
    await chmod(join(directory, 'a-key.key'), 0o644);
    expect((await files.read('a-key')).ok).toBe(true);
    expect((await stat(join(directory, 'a-key.key'))).mode & 0o777).toBe(0o600);
    expect(warnings.join()).toContain('was open to other users');
  });

  it('says what to do where it cannot write', async () => {
    await writeFile(directory, 'a file is in the way');
    const written = await files.write('a-key', Buffer.from('secret'));
    expect(written.ok ? '' : written.error.message).toContain('Check the rights');
  });
});

describe('a key store of sealed files', () => {
  it('keeps no secret in the clear', async () => {
    await sealedKeyStore(files, sealer).write('a-key', Buffer.from('secret'));
    expect((await readFile(join(directory, 'a-key.key'))).includes('secret')).toBe(false);
  });

  it('says so when the system will not open a secret', async () => {
    await files.write('a-key', Buffer.from('sealed elsewhere'));
    const read = await sealedKeyStore(files, sealer).read('a-key');
    expect(read.ok ? '' : read.error.message).toContain('would not open the secret a-key');
  });
});

describe('the terminal’s keys', () => {
  it('sign the same after a restart, and only this text', async () => {
    expect(await loadSigningKey(files)).toEqual({ ok: true, value: null });
    const created = await createSigningKey(files);
    const loaded = await loadSigningKey(files);
    if (!created.ok || !loaded.ok || loaded.value === null) {
      throw new Error('a key was expected');
    }
    expect(loaded.value.publicKeyBase64).toBe(created.value.publicKeyBase64);
    expect(Buffer.from(created.value.publicKeyBase64, 'base64')).toHaveLength(32);
    const signature = created.value.sign('a text');
    expect(loaded.value.verify('a text', signature)).toBe(true);
    expect(loaded.value.verify('another text', signature)).toBe(false);
    expect(loaded.value.verify('a text', 'bm9uc2Vuc2U=')).toBe(false);
  });

  it('refuse a damaged signing key and a token key of another length', async () => {
    await files.write('signing-key', Buffer.from('rubbish'));
    const loaded = await loadSigningKey(files);
    expect(loaded.ok ? '' : loaded.error.message).toContain(
      'signing key in this profile is damaged',
    );
    expect((await keepTokenKey(files, 'c2hvcnQ=')).ok).toBe(false);
  });

  it.each(['signing-key', 'token-key'])(
    'refuse a %s with any byte changed, though its length is right',
    async (name) => {
      await createSigningKey(files);
      await keepTokenKey(files, Buffer.alloc(32, 7).toString('base64'));
      const path = join(directory, `${name}.key`);
      const whole = await readFile(path);
      for (const place of whole.keys()) {
        await writeFile(
          path,
          whole.map((byte, at) => (at === place ? byte ^ 1 : byte)),
        );
        const loaded = await (name === 'token-key' ? loadTokenKey(files) : loadSigningKey(files));
        expect(loaded.ok ? '' : loaded.error.message).toContain(
          `${name.replace('-', ' ')} in this profile is damaged`,
        );
      }
    },
  );

  it('take over a key from before there were check values, and give it one', async () => {
    const key = Buffer.alloc(32, 9);
    await files.write('token-key', key);
    const loaded = await loadTokenKey(files);
    expect(loaded.ok && Buffer.from(loaded.value ?? []).equals(key)).toBe(true);
    expect(await readFile(join(directory, 'token-key.key'))).toHaveLength(40);
    expect(await loadTokenKey(files)).toEqual(loaded);
  });

  it('keep the chain’s token key', async () => {
    const key = Buffer.alloc(32, 7);
    expect((await keepTokenKey(files, key.toString('base64'))).ok).toBe(true);
    const loaded = await loadTokenKey(files);
    expect(loaded.ok && loaded.value && Buffer.from(loaded.value).equals(key)).toBe(true);
  });
});
