import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/main/settings/settingsStore.ts';
import { skipWhere } from '../../support/platform.ts';
import { projectRoot, startScript, type RunningProcess } from '../../support/processes.ts';
import { serialReaderSetting } from '../../support/serialReaderSetting.ts';
import { startSerialPair, type SerialPair } from '../../support/socat.ts';

const onUnix = skipWhere(process.platform === 'win32', 'socat has no pseudo terminals on Windows');

describe('npm run devices', () => {
  let folder = '';
  let pair: SerialPair;
  let program: RunningProcess | null = null;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'devices-'));
    pair = await startSerialPair(folder);
    const serialReaders = [serialReaderSetting(pair.hostPath)];
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({ ...DEFAULT_SETTINGS, serialReaders }),
    );
  });

  afterEach(async () => {
    await program?.stop();
    program = null;
    await pair.unplug();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (...options: string[]): RunningProcess => {
    program = startScript('scripts/devices.ts', ['--profile', folder, ...options]);
    return program;
  };

  onUnix('streams readers and reads as JSON lines, cards masked', async () => {
    const run = start('--json');
    await run.waitForLine(/"event":"device".*"state":"ready"/);
    await pair.write(']E04006381333931\r]C0K123456789\r]E02900000000018\r');
    await run.waitForLine(/0018"/);
    const reads = run
      .standardOutput()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
      .filter((line) => JSON.stringify(line).includes('"event":"read"'));
    expect(reads).toMatchObject([
      { result: 'credential', value: '4006381333931', gtin: '4006381333931', aim: ']E0' },
      { result: 'credential', scheme: 'number', value: '•••• 6789', gtin: null },
      { result: 'credential', value: '•••• 0018', gtin: null },
    ]);
    expect(run.output()).not.toContain('K123456789');
    expect(run.output()).not.toContain('2900000000018');
  });

  onUnix('shows cards in full where asked, and a payment card never', async () => {
    const run = start('--show-cards');
    await run.waitForLine(/^ready .*Serial reader/);
    await pair.write('4111111111111111\rK123456789\r');
    await run.waitForLine(/^read .*K123456789/);
    expect(run.output()).toMatch(/^refused {2}paymentCard/m);
    expect(run.output()).not.toContain('411111');
  });

  onUnix('ends by itself after the time that it was given', async () => {
    const run = start('--json', '--for', '1s');
    expect(await run.exited).toMatchObject({ code: 0 });
  });

  onUnix('says what is wrong with a command line', () => {
    const run = spawnSync(process.execPath, ['scripts/devices.ts', '--for', 'soon'], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/--for takes a time/);
  });
});
