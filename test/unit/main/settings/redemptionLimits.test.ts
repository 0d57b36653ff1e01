import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoProgramme } from '../../../../src/ledger/demonstration/demoChain.ts';
import { RedemptionLimits } from '../../../../src/main/settings/redemptionLimits.ts';
import type { Setting } from '../../../../src/protocol/pullReference.ts';

const PROFILE = '00000000-0000-7000-8000-000000000001';
const OTHER = '00000000-0000-7000-8000-000000000002';
const { programmeId, standIn } = demoProgramme;
const setting: Setting = {
  settingId: 'terminal',
  storeName: 'A',
  terminalName: 'B',
  chainName: 'C',
  terminalCount: 1,
  openCategoryId: 'general',
};

describe('the limits of redemption that a host has heard', () => {
  let path = '';
  let folder = '';
  let warnings: string[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'limits-'));
    path = join(folder, 'redemption-limits.json');
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const opened = (profileId = PROFILE) =>
    RedemptionLimits.open({ path, profileId, warn: (message) => void warnings.push(message) });

  it('hold by version, and after a restart', async () => {
    const limits = await opened();
    expect([limits.heard, limits.of(programmeId, 1)]).toEqual([false, null]);
    const second = { ...demoProgramme, version: 2, redemptionMode: 'online' as const };
    await limits.takeProgrammes([demoProgramme]);
    await limits.takeProgrammes([second]);
    for (const one of [limits, await opened()]) {
      expect(one.of(programmeId, 1)).toEqual({ mode: 'standIn', standIn });
      expect(one.of(programmeId, 2)?.mode).toBe('online');
      expect(one.of(programmeId, 3)).toBeNull();
    }
    expect((await opened()).heard, 'asked for whole once after each start').toBe(false);
  });

  it('put the store’s own mode before that of the programme, until it has none', async () => {
    const limits = await opened();
    await limits.takeProgrammes([demoProgramme]);
    await limits.takeSetting({ ...setting, redemptionMode: 'allotment' });
    expect((await opened()).of(programmeId, 1)?.mode).toBe('allotment');
    await limits.takeSetting(setting);
    expect((await opened()).of(programmeId, 1)?.mode).toBe('standIn');
  });

  it('are not those of another enrolment, nor of a damaged file, which is kept aside', async () => {
    await (await opened()).takeProgrammes([demoProgramme]);
    expect((await opened(OTHER)).of(programmeId, 1)).toBeNull();
    await writeFile(path, '{"format":1,');
    expect((await opened()).of(programmeId, 1)).toBeNull();
    expect(warnings).toHaveLength(1);
  });
});
