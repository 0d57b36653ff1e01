import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CardPattern } from '../../../../src/domain/identity/credential.ts';
import type { ChainRulesInWords } from '../../../../src/ipc/channels/chainRules.ts';
import { ChainRules } from '../../../../src/main/settings/chainRules.ts';
import type { Setting } from '../../../../src/protocol/pullReference.ts';

const PROFILE = '00000000-0000-7000-8000-000000000001';
const OTHER = '00000000-0000-7000-8000-000000000002';
const card = (prefix: string): CardPattern => ({
  scheme: 'number',
  prefix,
  length: 13,
  checkDigit: 'gs1',
});
const setting = (rules: Pick<Setting, 'cardPatterns' | 'measureRules'>): Setting => ({
  settingId: 'terminal',
  storeName: 'A',
  terminalName: 'B',
  chainName: 'C',
  terminalCount: 1,
  openCategoryId: 'general',
  ...rules,
});
const label = (prefix: string) =>
  ({ kind: 'price', prefix, itemDigits: 5, verifierDigits: 0, decimals: 2 }) as const;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chain-rules-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function opened(options: { profileId?: string; path?: string } = {}) {
  const told: ChainRulesInWords[] = [];
  const warnings: string[] = [];
  const rules = await ChainRules.open({
    path: options.path ?? join(folder, 'chain-rules.json'),
    record: { profileId: options.profileId ?? PROFILE, cardPatterns: [card('29')] },
    warn: (message) => void warnings.push(message),
    onChange: (words) => void told.push(words),
  });
  return { rules, told, warnings };
}

describe('the chain’s rules at a terminal', () => {
  it('are those of the enrolment until the ledger says others, which a restart keeps', async () => {
    const { rules, told } = await opened();
    expect([rules.inWords().cardFormats, rules.heard]).toEqual([
      ['EAN-13 starting with 29'],
      false,
    ]);
    const newer = setting({ cardPatterns: [card('28')], measureRules: [label('23')] });
    expect((await rules.take(newer)).ok).toBe(true);
    expect(told).toEqual([rules.inWords()]);
    expect(rules.inWords()).toEqual({
      cardFormats: ['EAN-13 starting with 28'],
      measureRules: ['price starting with 23, 5 item digits, 2 decimals'],
      problem: null,
    });
    await rules.take(newer);
    expect([told.length, rules.heard]).toEqual([1, true]);
    expect((await opened()).rules.current).toEqual(rules.current);
    const anew = (await opened({ profileId: OTHER })).rules;
    expect(anew.inWords().cardFormats).toEqual(['EAN-13 starting with 29']);
  });

  it('stay the last good ones where newer ones will not do, and the till says so until better ones come', async () => {
    const { rules, told, warnings } = await opened();
    const bad = [
      setting({ cardPatterns: [], measureRules: [] }),
      setting({ cardPatterns: [card('28'), card('28')], measureRules: [] }),
      setting({ cardPatterns: [card('28')], measureRules: [label('28')] }),
      setting({ cardPatterns: [{ ...card('28'), length: 99 }] }),
      setting({ measureRules: [label('23'), { ...label('24'), itemDigits: 9, decimals: 5 }] }),
    ];
    for (const one of bad) {
      expect((await rules.take(one)).ok).toBe(true);
      expect(rules.inWords().cardFormats).toEqual(['EAN-13 starting with 29']);
      expect(rules.inWords().problem).toContain('the ones before stay');
    }
    expect([told.length, warnings.length]).toEqual([bad.length, bad.length]);
    await rules.take(setting({ cardPatterns: [card('29')], measureRules: [] }));
    expect(rules.inWords().problem).toBeNull();
  });

  it('take effect only when they are on the disk; what could not be kept is asked for again', async () => {
    await writeFile(join(folder, 'file'), '');
    const { rules } = await opened({ path: join(folder, 'file', 'chain-rules.json') });
    const taken = await rules.take(setting({ cardPatterns: [card('28')] }));
    expect(taken).toMatchObject({ ok: false });
    expect([rules.heard, rules.inWords().cardFormats]).toEqual([
      false,
      ['EAN-13 starting with 29'],
    ]);
    expect(rules.inWords().problem).toContain('could not be kept');
  });

  it('are those of the enrolment where the file is damaged, which is set aside', async () => {
    await writeFile(join(folder, 'chain-rules.json'), '{"format":1,');
    const { rules, warnings } = await opened();
    expect(rules.inWords().cardFormats).toEqual(['EAN-13 starting with 29']);
    expect(warnings).toHaveLength(1);
    expect(await readFile(join(folder, 'chain-rules.json.damaged-1'), 'utf8')).toContain('format');
  });

  it('are no other ones because a ledger of before says nothing of them', async () => {
    const { rules } = await opened();
    await rules.take(setting({}));
    expect([rules.heard, rules.inWords().cardFormats]).toEqual([true, ['EAN-13 starting with 29']]);
  });
});
