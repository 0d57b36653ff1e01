import type { ConnectionState } from '../../../ipc/channels/ledger.ts';
import type { SyncState } from '../../../sync/syncState.ts';
import { formatCount, formatDuration, formatMoment } from '../../ui/format.ts';

/** The connection in two or three words, for the header. */
export function connectionLabel(
  connection: ConnectionState,
  { lastInStepAtMs, problem }: Pick<SyncState, 'lastInStepAtMs' | 'problem'>,
  nowMs: number,
): string {
  switch (connection.status) {
    case 'starting':
      return 'Connecting';
    case 'online':
      return isClockWrong(connection)
        ? 'Clock is wrong'
        : problem === null
          ? 'Online'
          : 'Online: look here';
    case 'refused':
      return 'Refused';
    case 'offline': {
      const contact =
        connection.lastContactAt === null ? lastInStepAtMs : Date.parse(connection.lastContactAt);
      return contact === null ? 'Offline' : `Offline since ${formatMoment(contact, nowMs)}`;
    }
  }
}

/** What the connection means for the cashier, in sentences. */
export function connectionSentences(
  connection: ConnectionState,
  sync: SyncState,
  nowMs: number,
): string[] {
  const sentences: string[] = [];
  if (connection.status === 'online') {
    sentences.push('The terminal is connected to the ledger.');
  } else if (connection.status === 'offline') {
    sentences.push(
      'The ledger cannot be reached. Selling goes on: sales are kept here and sent when the network is back. Points can be redeemed up to the offline limit.',
    );
  } else if (connection.status === 'refused') {
    sentences.push(
      'The ledger refuses this terminal. Sales are kept here; tell the store manager or IT.',
    );
  } else {
    sentences.push('The terminal is connecting to the ledger.');
  }
  if (connection.detail !== '') {
    const forIt = connection.status === 'offline' ? 'For IT: ' : '';
    sentences.push(`${forIt}${connection.detail}`);
  }
  if (sync.problem !== null) {
    sentences.push(sync.problem.message);
  }
  const clock = clockSentence(connection);
  if (clock !== null) {
    sentences.push(clock);
  }
  sentences.push(pendingSentence(sync.pendingTransactions));
  if (sync.lastInStepAtMs !== null) {
    sentences.push(`Last in step with the ledger: ${formatMoment(sync.lastInStepAtMs, nowMs)}.`);
  }
  return sentences;
}

/** How far the terminal's clock may be from the ledger's before a person is told. */
const CLOCK_TOLERANCE_MS = 120_000;

/** Whether the terminal's clock differs from the ledger's by more than a person would forgive. */
export function isClockWrong({ clockOffsetMs }: Pick<ConnectionState, 'clockOffsetMs'>): boolean {
  return Math.abs(clockOffsetMs) > CLOCK_TOLERANCE_MS;
}

function clockSentence(connection: ConnectionState): string | null {
  if (!isClockWrong(connection)) {
    return null;
  }
  const { clockOffsetMs } = connection;
  const way = clockOffsetMs > 0 ? 'behind' : 'ahead of';
  return `This computer’s clock is ${formatDuration(clockOffsetMs)} ${way} the ledger’s. Set its date, time and time zone; selling goes on meanwhile.`;
}

function pendingSentence(pending: number): string {
  if (pending === 0) {
    return 'Every sale of this terminal has been sent.';
  }
  return pending === 1
    ? '1 sale waits to be sent.'
    : `${formatCount(pending)} sales wait to be sent.`;
}
