import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceHostLauncher } from '../../../src/main/devices/deviceHostProcess.ts';
import { fileKeyStore } from '../../../src/main/keyStore/fileKeyStore.ts';
import { profileLayout } from '../../../src/main/profile/profileLayout.ts';
import { nodePorts } from '../../../src/main/terminal/nodePorts.ts';
import { startTerminalHost, type TerminalHost } from '../../../src/main/terminal/terminalHost.ts';
import { auditReportSchema, DEMO_AUDIT_PATH } from '../../../src/protocol/demoAudit.ts';
import { sealedTransactionSchema } from '../../../src/protocol/transaction.ts';
import { startLedger, testClock, type TestClock, type TestLedger } from '../../support/ledger.ts';
import { draftOf, TestTerminal } from '../../support/ledgerTerminal.ts';

const DAY_MS = 86_400_000;

let folder = '';
let ledger: TestLedger;
let clock: TestClock;
let host: TerminalHost;

/** A device host without readers, which ends when it is told to. */
const silentDeviceHost: DeviceHostLauncher = () => {
  let exited: (description: string) => void = () => undefined;
  return {
    pid: undefined,
    send: ({ type }) => {
      if (type === 'stop') {
        exited('was told to');
      }
    },
    onMessage: () => undefined,
    onExit: (listener) => {
      exited = listener;
    },
    kill: () => exited('was told to'),
  };
};

/** The host's own services on a clock that somebody sets; readers play no part. */
async function startHost(): Promise<TerminalHost> {
  const layout = profileLayout(folder);
  const started = await startTerminalHost({
    host: 'browser',
    version: '0',
    ledgerUrl: null,
    layout,
    keyStore: fileKeyStore({ directory: layout.keysDirectory, warn: () => undefined }),
    fetch: (url, request) => fetch(url, request),
    launchDeviceHost: silentDeviceHost,
    ports: { ...nodePorts(), clock },
    log: () => undefined,
    onEvent: () => undefined,
  });
  if (!started.ok) {
    throw new Error(started.error);
  }
  return started.value;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clock-'));
  ledger = await startLedger({ members: 10 });
  clock = testClock();
  host = await startHost();
});

afterEach(async () => {
  await host.stop();
  await ledger.close();
  await rm(folder, { recursive: true });
});

async function sell() {
  const answer = await host.handlers['journal.append']({ draft: { ...draftOf({}) } });
  return sealedTransactionSchema.parse(answer.ok ? answer.value.transaction : answer.error);
}

describe('a till whose clock is set', () => {
  it('keeps order and sequence, and settles by the ledger’s clock', async () => {
    const code = ledger.codeOf('T0101');
    const enrolled = await host.handlers['terminal.enrol']({ ledgerUrl: ledger.url, code });
    expect(enrolled).toMatchObject({ ok: true });
    const instants: string[] = [];
    const steps = [0, -3 * DAY_MS, 40 * DAY_MS, -20 * 365 * DAY_MS, 30 * 365 * DAY_MS];
    for (const [index, stepMs] of steps.entries()) {
      clock.advance(stepMs);
      if (index === 3) {
        await host.stop();
        host = await startHost();
      }
      const transaction = await sell();
      expect(transaction.body.sequence).toBe(index + 1);
      expect(transaction.body.occurredAt).toBe(new Date(clock.nowMs()).toISOString());
      instants.push(transaction.body.occurredAt);
      const payload = { transactions: [{ ...transaction }] };
      const answer = await host.handlers['ledger.exchange']({ operation: 'push', payload });
      expect(answer).toMatchObject({
        value: { payload: { stopped: null, results: [{ outcome: 'posted' }] } },
      });
      const connection = await host.handlers['ledger.connection']({});
      const offsetMs = connection.ok ? connection.value.clockOffsetMs : NaN;
      expect(Math.abs(clock.nowMs() + offsetMs - Date.now())).toBeLessThan(60_000);
    }
    expect(instants).not.toEqual([...instants].sort());
    const auditor = new TestTerminal(ledger.url);
    await auditor.enrol(ledger.codeOf('T0102'));
    expect(await auditor.get(DEMO_AUDIT_PATH, auditReportSchema)).toMatchObject({
      ok: true,
      transactions: steps.length,
    });
  });
});
