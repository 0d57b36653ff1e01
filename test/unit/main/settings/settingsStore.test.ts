import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serialReaderSetting } from '../../../support/serialReaderSetting.ts';
import type { LocalSettings } from '../../../../src/ipc/channels/settings.ts';
import {
  DEFAULT_SETTINGS,
  settingsStore,
  type SettingsStore,
} from '../../../../src/main/settings/settingsStore.ts';

const SETTINGS: LocalSettings = {
  colourScheme: 'dark',
  serialReaders: [serialReaderSetting('/dev/ttyS0')],
  wedge: { prefix: '', suffix: '$' },
  cardFormats: ['EAN-13 starting with 29'],
};

describe('the settings of a terminal', () => {
  let folder: string;
  let path: string;
  let warnings: string[];
  let store: SettingsStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'));
    path = join(folder, 'settings.json');
    warnings = [];
    store = settingsStore(path, (message) => warnings.push(message));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are the defaults until they are written, and then what was written', async () => {
    expect(await store.read()).toEqual({ ok: true, value: DEFAULT_SETTINGS });
    expect(await store.write(SETTINGS)).toEqual({ ok: true, value: SETTINGS });
    expect(await store.read()).toEqual({ ok: true, value: SETTINGS });
  });

  it('keep for how long the journal is to keep what is confirmed', async () => {
    const chosen = { ...SETTINGS, journalRetentionDays: 30 };
    await store.write(chosen);
    expect(await store.read()).toEqual({ ok: true, value: chosen });
  });

  it('of an older version are read, and what it did not know takes its default', async () => {
    const old = [{ path: '/dev/ttyS0', baudRate: 9600, framing: 'cr' }];
    await writeFile(path, JSON.stringify({ colourScheme: 'dark', serialReaders: old, later: 1 }));
    const value = { ...SETTINGS, wedge: { prefix: '', suffix: '' }, cardFormats: [] };
    expect(await store.read()).toEqual({ ok: true, value });
    expect(warnings).toEqual([]);
  });

  it('go back to the defaults when they are damaged; the old file is kept and named', async () => {
    for (let copy = 1; copy <= 2; copy += 1) {
      await writeFile(path, `damaged ${copy}`);
      expect(await store.read()).toEqual({ ok: true, value: DEFAULT_SETTINGS });
      expect(warnings.at(-1)).toContain(`settings.json.damaged-${copy}`);
      expect(await readFile(`${path}.damaged-${copy}`, 'utf8')).toBe(`damaged ${copy}`);
    }
  });

  it('keep no more than nine damaged copies', async () => {
    for (let copy = 1; copy <= 12; copy += 1) {
      await writeFile(path, `damaged ${copy}`);
      await store.read();
    }
    expect(await readdir(folder)).toHaveLength(9);
  });

  it('that cannot be read or written are a failure with a reason', async () => {
    await mkdir(path);
    expect(await store.read()).toMatchObject({ ok: false, error: { code: 'settingsFailed' } });
    expect(await store.write(SETTINGS)).toMatchObject({ ok: false });
  });
});
