import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS_HEAD } from '../../../../src/domain/seal.ts';
import { profileLayout } from '../../../../src/main/profile/profileLayout.ts';
import { profileStore, type EnrolmentRecord } from '../../../../src/main/profile/profileStore.ts';

const RECORD: EnrolmentRecord = {
  format: 1,
  profileId: '01a20297-4dc0-772b-88cf-d6dde4ebf2f9',
  terminalId: 'terminal-1',
  terminalName: 'Till 1',
  chainName: 'Chain',
  store: {
    storeId: 'store-1',
    name: 'Store 1',
    businessDay: { timeZone: 'Europe/Berlin', dayEndMinutes: 180 },
  },
  ledgerUrl: 'http://127.0.0.1:4000',
  cardPatterns: [{ scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' }],
  demonstration: true,
  head: GENESIS_HEAD,
};

describe('the enrolment record', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'profile-'));
    path = profileLayout(join(folder, 'profile')).enrolmentFile;
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is not there before enrolment and comes back as it was kept', async () => {
    const store = profileStore(path);
    expect(await store.read()).toEqual({ ok: true, value: null });
    expect(await store.write(RECORD)).toEqual({ ok: true, value: undefined });
    const renamed = { ...RECORD, terminalName: 'Till 2' };
    await store.write(renamed);
    expect(await profileStore(path).read()).toEqual({ ok: true, value: renamed });
    expect(await readdir(join(folder, 'profile'))).toEqual(['enrolment.json']);
  });

  it.each([
    ['is not JSON', () => '{"format":1,'],
    ['lacks a field', () => JSON.stringify({ ...RECORD, terminalId: undefined })],
    ['is empty', () => ''],
  ])('that %s is an error that says what to do, and stays as it is', async (_, content) => {
    await profileStore(path).write(RECORD);
    await writeFile(path, content());
    const read = await profileStore(path).read();
    expect(read).toMatchObject({ ok: false, error: { code: 'profileDamaged' } });
    expect(read.ok ? '' : read.error.message).toContain('enrol the terminal again');
    expect(await readFile(path, 'utf8')).toBe(content());
  });
});
