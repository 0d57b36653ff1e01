import { describe, expect, it } from 'vitest';
import {
  connectionLabel,
  connectionSentences,
} from '../../../../../src/renderer/features/connection/connectionWording.ts';
import type { ConnectionState } from '../../../../../src/ipc/channels/ledger.ts';
import type { SyncState } from '../../../../../src/sync/syncState.ts';
import { formatMoment } from '../../../../../src/renderer/ui/format.ts';

const nowMs = Date.parse('2026-11-22T14:30:00.000Z');
const contact = '2026-11-22T14:03:00.000Z';
const offline: ConnectionState = {
  status: 'offline',
  refusal: null,
  detail: '',
  lastContactAt: contact,
  clockOffsetMs: 0,
};
const sync: SyncState = {
  phase: 'offline',
  fill: null,
  pendingTransactions: 2,
  quarantinedTransactions: 0,
  lastInStepAtMs: null,
  asOf: null,
  problem: null,
};

describe('connection wording', () => {
  it('says since when the terminal is offline', () => {
    const since = formatMoment(Date.parse(contact), nowMs);
    expect(connectionLabel(offline, sync, nowMs)).toBe(`Offline since ${since}`);
    expect(connectionLabel({ ...offline, lastContactAt: null }, sync, nowMs)).toBe('Offline');
  });

  it('says that the clock is wrong, by how much and which way', () => {
    const online = { ...offline, status: 'online', clockOffsetMs: 7_200_000 } as const;
    expect(connectionLabel(online, sync, nowMs)).toBe('Clock is wrong');
    const text = connectionSentences(online, sync, nowMs).join(' ');
    expect(text).toContain('2 hours behind the ledger’s');
    const ahead = connectionSentences({ ...online, clockOffsetMs: -7_200_000 }, sync, nowMs);
    expect(ahead.join(' ')).toContain('2 hours ahead of the ledger’s');
    expect(connectionLabel({ ...online, clockOffsetMs: 5000 }, sync, nowMs)).toBe('Online');
  });

  it('says that selling goes on and how much waits', () => {
    const text = connectionSentences(offline, sync, nowMs).join(' ');
    expect(text).toContain('Selling goes on');
    expect(text).toContain('2 sales wait to be sent');
  });

  it('hands on what a person has to look at', () => {
    const problem = { kind: 'pushStopped', code: 'idReused', message: 'Call support.' } as const;
    expect(connectionSentences(offline, { ...sync, problem }, nowMs)).toContain('Call support.');
    const online = { ...offline, status: 'online' } as const;
    expect(connectionLabel(online, { ...sync, problem }, nowMs)).toBe('Online: look here');
  });
});
