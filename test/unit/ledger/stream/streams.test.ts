import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  topics,
  type ChangeListener,
  type Changes,
  type Topic,
} from '../../../../src/ledger/stream/changes.ts';
import { openStreams, type Streams } from '../../../../src/ledger/stream/streams.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

/** Changes that the test announces. */
function announcing() {
  const listeners = new Set<ChangeListener>();
  const changes: Changes = {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRevoked: () => () => undefined,
    repeatSoon: () => undefined,
    close: () => Promise.resolve(),
  };
  return { changes, say: (topic: Topic) => listeners.forEach((listener) => listener(topic, null)) };
}

/** A socket passes the bound of its buffer on to its stream (Node.js documentation, `stream.Duplex`). */
const settingsOf = (reads: boolean) => ({
  allowHalfOpen: true,
  highWaterMark: reads ? 1_048_576 : 1,
});

/** The ledger's end of a connection whose other end takes everything, or nothing at all. */
class TestSocket extends Socket {
  readonly pieces: string[] = [];
  readonly #reads: boolean;

  constructor(reads: boolean) {
    super(settingsOf(reads));
    this.#reads = reads;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.pieces.push(chunk.toString());
    if (this.#reads) {
      done();
    }
  }
}

function responseTo(reads: boolean) {
  const connection = new TestSocket(reads);
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.assignSocket(connection);
  return { response, text: () => connection.pieces.join('') };
}

const open: Streams[] = [];
afterEach(() => open.splice(0).forEach((streams) => streams.closeAll()));

function streamsOf(changes: Changes, slowReaderMs: number): Streams {
  const streams = openStreams(changes, {
    eventId: () => Promise.resolve('event~e~1'),
    slowReaderMs,
  });
  open.push(streams);
  return streams;
}

const client = { terminalId: 'T1', first: () => Promise.resolve([]), knows: topics };
const eventsIn = (text: string) =>
  [...text.matchAll(/data: (\{[^\n]*\})/g)].map(([, json]) => json);

describe('the streams of a ledger process', () => {
  it('make one event of all changes within a window', async () => {
    const { changes, say } = announcing();
    const { response, text } = responseTo(true);
    streamsOf(changes, 10_000).add(client, response);
    await waitUntil('the first event', () => eventsIn(text()).length === 1);
    for (let change = 0; change < 1000; change += 1) {
      say('accounts');
      say('exceptions');
    }
    await waitUntil('the change', () => eventsIn(text()).length > 1);
    expect(eventsIn(text())).toEqual(['{"topics":[]}', '{"topics":["accounts","exceptions"]}']);
  });

  it('cut off who does not read, and write nothing more to it before', async () => {
    const { changes, say } = announcing();
    const { response, text } = responseTo(false);
    streamsOf(changes, 200).add(client, response);
    await waitUntil('the first write', () => text() !== '');
    const written = text();
    say('accounts');
    await waitUntil('the end', () => response.destroyed);
    expect(text()).toBe(written);
  });

  it('refuse no terminal for another one’s streams', async () => {
    const { changes, say } = announcing();
    const streams = streamsOf(changes, 10_000);
    const mine = responseTo(true);
    expect(streams.add({ ...client, terminalId: 'T2' }, mine.response)).toBe(true);
    for (let count = 0; count < 20; count += 1) {
      expect(streams.add(client, responseTo(true).response)).toBe(true);
    }
    say('reference');
    await waitUntil('the change', () => eventsIn(mine.text()).some((one) => one?.includes('ref')));
    expect(mine.response.destroyed).toBe(false);
  });
});
