import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChainRules } from '../../../../src/main/settings/chainRules.ts';
import {
  chainRulesHandlers,
  takeChainRules,
  wholeUntilHeard,
} from '../../../../src/main/terminal/chainRulesHandlers.ts';
import type { PullReferenceResponses } from '../../../../src/protocol/pullReference.ts';

const card = (prefix: string) =>
  ({ scheme: 'number', prefix, length: 13, checkDigit: 'gs1' }) as const;
const answer = (...prefixes: string[]): PullReferenceResponses['settings'] => ({
  documents: [
    {
      removed: false,
      document: {
        settingId: 'terminal',
        storeName: 'A',
        terminalName: 'B',
        chainName: 'C',
        terminalCount: 1,
        openCategoryId: 'general',
        cardPatterns: prefixes.map(card),
      },
    },
  ],
  checkpoint: 'c',
  more: false,
});
const query = { checkpoint: 'where the replica is', limit: 500 };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chain-rules-'));
});
afterEach(() => rm(folder, { recursive: true }));

const openRules = (path: string) =>
  ChainRules.open({
    path,
    record: { profileId: '00000000-0000-7000-8000-000000000001', cardPatterns: [card('29')] },
    warn: () => undefined,
    onChange: () => undefined,
  });

describe('the host between ledger and replica', () => {
  it('asks for the whole setting until it has heard it, whatever the replica has already', async () => {
    const rules = await openRules(join(folder, 'rules.json'));
    expect(wholeUntilHeard(rules, query)).toEqual({ ...query, checkpoint: null });
    expect((await takeChainRules(rules, { ...answer(), documents: [] })).ok).toBe(true);
    expect(wholeUntilHeard(rules, query).checkpoint).toBeNull();
    expect((await takeChainRules(rules, answer('28'))).ok).toBe(true);
    expect(wholeUntilHeard(rules, query)).toEqual(query);
    expect(await chainRulesHandlers(() => rules)['chainRules.read']({})).toMatchObject({
      value: { cardFormats: ['EAN-13 starting with 28'], problem: null },
    });
  });

  it('keeps from the replica what it could not keep itself, so that it is asked for again', async () => {
    await writeFile(join(folder, 'file'), '');
    const rules = await openRules(join(folder, 'file', 'rules.json'));
    expect(await takeChainRules(rules, answer('28'))).toMatchObject({
      error: { code: 'internal' },
    });
    expect(wholeUntilHeard(rules, query).checkpoint).toBeNull();
  });

  it('lets a setting pass whose rules will not do: the rest of it is good', async () => {
    const rules = await openRules(join(folder, 'rules.json'));
    expect((await takeChainRules(rules, answer('28', '281'))).ok).toBe(true);
    expect(rules.inWords()).toMatchObject({ cardFormats: ['EAN-13 starting with 29'] });
  });
});
