import { afterEach, expect, it } from 'vitest';
import { ModelLedger } from '../../support/modelLedger.ts';
import { asked, inStep, syncBench } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const { open, closeAll } = syncBench();
afterEach(closeAll);

it('brings a setting with rules of reads, and asks again where the host could not keep them', async () => {
  const ledger = new ModelLedger(3);
  const setting = {
    settingId: 'terminal',
    storeName: 'Harbour',
    terminalName: 'Lane 1',
    chainName: 'Chain',
    terminalCount: 2,
    openCategoryId: 'general',
    cardPatterns: [{ scheme: 'number', prefix: '28', length: 13, checkDigit: 'gs1' }],
    measureRules: [],
  } as const;
  const { replica, sync } = await open(ledger);
  await inStep(sync);
  const before = asked(ledger, 'pullSettings');
  ledger.disturb(
    'pullSettings',
    { kind: 'lostAnswer' },
    {
      kind: 'answer',
      value: { documents: [{ document: setting, removed: false }], checkpoint: 'c', more: false },
    },
  );
  ledger.announce(['reference']);
  await waitUntil(
    'the setting',
    () => replica.reference.setting.current()?.storeName === 'Harbour',
  );
  expect(asked(ledger, 'pullSettings')).toBeGreaterThanOrEqual(before + 2);
  expect(replica.reference.setting.current()).toMatchObject(setting);
});
