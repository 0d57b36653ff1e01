import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../../../src/domain/result.ts';
import { GENESIS_HASH } from '../../../../src/domain/seal.ts';
import type { HostHandlers } from '../../../../src/ipc/contract.ts';
import { openPinCheck } from '../../../../src/main/operators/pinCheck.ts';
import { makeScryptVerifier } from '../../../../src/main/operators/scryptVerifier.ts';
import { profileLayout } from '../../../../src/main/profile/profileLayout.ts';
import { nodePorts } from '../../../../src/main/terminal/nodePorts.ts';
import {
  apartInTraining,
  trainingHandlers,
} from '../../../../src/main/terminal/trainingHandlers.ts';
import { Training } from '../../../../src/main/training/training.ts';
import { sealedTransactionSchema } from '../../../../src/protocol/transaction.ts';
import { hostHandlers } from '../../../support/hostHandlers.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const ports = nodePorts();
const record = {
  format: 1 as const,
  profileId: '00000000-0000-7000-8000-000000000001',
  terminalId: 'T1',
  terminalName: 'Lane 1',
  chainName: 'Chain',
  store: {
    storeId: 'S1',
    name: 'Store',
    businessDay: { timeZone: 'Europe/Berlin', dayEndMinutes: 0 },
  },
  ledgerUrl: 'http://localhost:1',
  cardPatterns: [],
  demonstration: false,
  head: { sequence: 0, hash: GENESIS_HASH },
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A host on the profile, as after a start; `real` counts what reached the journal, the ledger and the override desk. */
async function started() {
  const layout = profileLayout(folder);
  const training = await Training.open(layout);
  if (!training.ok) {
    throw new Error(training.error);
  }
  const pinCheck = await openPinCheck({
    path: layout.signOnFile,
    clock: ports.clock,
    monotonicMs: ports.monotonicMs,
    warn: () => undefined,
  });
  const real: string[] = [];
  const note = (what: string) => {
    real.push(what);
    return Promise.resolve(fail({ code: 'internal' as const, message: 'noted' }));
  };
  const owner = { training: training.value, pinCheck, ports, terminal: () => ({ record }) };
  const selling = hostHandlers({
    ...trainingHandlers(owner),
    'journal.append': () => note('journal'),
    'ledger.exchange': ({ operation }) => note(operation),
    'operators.grantOverride': () => note('override'),
  });
  return { host: apartInTraining(selling, training.value), training: training.value, real };
}

const COST = { cost: 1024, blockSize: 8, parallelization: 1 };
const verifierOf = (pin: string) => makeScryptVerifier(pin, Buffer.alloc(16, 5), COST);

async function byManager(host: HostHandlers, wanted: 'begin' | 'end', pin = '4711') {
  const verifier = await verifierOf('4711');
  const answer = await host[`training.${wanted}`]({
    operatorId: 'O1',
    role: 'manager',
    pin,
    verifier,
  });
  return answer.ok && answer.value.verified;
}

const sale = { draft: { ...saleDraft(500) } };

describe('invariant 10: training is apart', () => {
  it('begins and ends by a manager’s PIN, and stays over restarts', async () => {
    const first = await started();
    expect(await byManager(first.host, 'begin', '0000')).toBe(false);
    expect(first.training.journal).toBeNull();
    const second = await started();
    expect(await byManager(second.host, 'begin')).toBe(true);
    await second.host['training.append'](sale);
    const third = await started();
    expect(third.training.journal?.sequence).toBe(1);
    expect(await byManager(third.host, 'end', '0000')).toBe(false);
    expect(await byManager(third.host, 'end')).toBe(true);
    expect((await started()).training.journal).toBeNull();
    expect(await readdir(folder)).not.toContain('training-journal.jsonl');
  });

  it('lets nothing be sealed, held, allowed or decided for real; earlier sales still go to the ledger', async () => {
    const { host, real } = await started();
    await byManager(host, 'begin');
    const refused = [
      await host['journal.append'](sale),
      await host['ledger.exchange']({ operation: 'placeHold', payload: {} }),
      await host['ledger.exchange']({ operation: 'resolveException', payload: {} }),
      await host['operators.grantOverride']({
        operatorId: 'O1',
        pin: '4711',
        verifier: await verifierOf('4711'),
        overrideKey: '',
        reasonCode: 'r',
        memberId: 'M1',
        points: 1,
      }),
    ];
    expect(refused).toMatchObject(refused.map(() => ({ error: { code: 'notInThisMode' } })));
    expect(real).toEqual([]);
    await host['ledger.exchange']({ operation: 'push', payload: {} });
    await host['ledger.exchange']({ operation: 'pullAccounts', payload: {} });
    expect(real).toEqual(['push', 'pullAccounts']);
    await byManager(host, 'end');
    await host['journal.append'](sale);
    expect(real).toEqual(['push', 'pullAccounts', 'journal']);
    expect(await host['training.append'](sale)).toMatchObject({ ok: false });
  });

  it('records in a journal of its own, numbered from 1, which nobody signs and no terminal of the chain owns', async () => {
    const { host } = await started();
    await byManager(host, 'begin');
    const sealed = await Promise.all([sale, sale].map((one) => host['training.append'](one)));
    const bodies = sealed.map((answer) => {
      const parsed = sealedTransactionSchema.parse(answer.ok && answer.value.transaction);
      expect(parsed.signature).toBe('');
      return parsed.body;
    });
    expect(bodies.map(({ sequence, terminalId }) => [sequence, terminalId])).toEqual([
      [1, 'TRAINING'],
      [2, 'TRAINING'],
    ]);
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((file) => file.startsWith('journal'))).toEqual([]);
    const read = await host['training.read']({ afterSequence: 1, limit: 10 });
    expect(read.ok && read.value.transactions).toEqual([
      sealed[1]?.ok === true ? sealed[1].value.transaction : null,
    ]);
  });

  it('keeps what is whole of a torn file, and goes on behind it', async () => {
    const before = await started();
    await byManager(before.host, 'begin');
    await before.host['training.append'](sale);
    await appendFile(profileLayout(folder).trainingJournalFile, '{"body":{"form');
    const after = await started();
    expect(await after.host['training.status']({})).toEqual(ok({ sequence: 1 }));
    await after.host['training.append'](sale);
    expect(await (await started()).host['training.status']({})).toEqual(ok({ sequence: 2 }));
  });
});
