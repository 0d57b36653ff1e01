import type { ServerResponse } from 'node:http';
import { STREAM_HEARTBEAT_MS, type StreamEvent } from '../../protocol/stream.ts';
import type { Changes, Topic } from './changes.ts';
import { topics as allTopics } from './changes.ts';

/** Terminals that one process streams to. */
const MAXIMUM_STREAMS = 5000;
/** A terminal has one stream, and perhaps one that it has lost and the network not yet. */
const MAXIMUM_PER_TERMINAL = 4;
/** Changes within this time go out as one event. */
const COALESCE_MS = 30;
/** A reader that takes nothing for so long is cut off; it asks what it missed when it comes back. */
const SLOW_READER_MS = 30_000;

/** Whom a stream is for. */
export interface StreamClient {
  readonly terminalId: string;
  /** What it is told at first: what changed since it was here last. Asked once its stream stands, so that nothing falls between. */
  readonly first: () => Promise<readonly Topic[]>;
  /** What it knows how to hear; terminals of an earlier protocol version know less. */
  readonly knows: readonly Topic[];
}

/** The open server-sent event streams (WHATWG HTML, 9.2). */
export interface Streams {
  /** Starts streaming to a terminal; false where there are too many already. Ends when the terminal is revoked. */
  add(client: StreamClient, response: ServerResponse): boolean;
  closeAll(): void;
}

/** What streams need beside the changes. */
export interface StreamsOptions {
  /** Names this moment, see `eventId.ts`. */
  readonly eventId: () => Promise<string>;
  /** A reader that takes nothing for so long is cut off; 30 s unless said otherwise. */
  readonly slowReaderMs?: number;
}

/**
 * Tells every open stream what changed. This process hears of each change once and gathers what comes within a window,
 * however many streams are open. A connection holds at most one set of topics: a slow reader gets fewer, fuller events, never a
 * queue, and is cut off in the end. Each heartbeat brings the id of the one before: a change that committed earlier than
 * that has been told since, though its notification took its time.
 */
export function openStreams(changes: Changes, options: StreamsOptions): Streams {
  const open = new Set<OpenStream>();
  /** What changed, and for whom: null for all. */
  const gathered = new Map<Topic, Set<string> | null>();
  let window: NodeJS.Timeout | null = null;
  const tell = (): void => {
    const changed = [...gathered];
    gathered.clear();
    window = null;
    for (const stream of [...open]) {
      const own = changed.filter(([, only]) => only?.has(stream.terminalId) ?? true);
      stream.tell(own.map(([topic]) => topic));
    }
  };
  let settledId: string | null = null;
  const beat = async (): Promise<void> => {
    const id = settledId;
    settledId = open.size === 0 ? null : await options.eventId().catch(() => null);
    open.forEach((stream) => stream.beat(id));
  };
  const heartbeat = setInterval(() => void beat(), STREAM_HEARTBEAT_MS);
  const unsubscribe = changes.subscribe((topic, only) => {
    const before = gathered.get(topic);
    const isForAll = only === null || before === null || (before?.size ?? 0) > MAXIMUM_STREAMS;
    gathered.set(topic, isForAll ? null : new Set([...(before ?? []), ...only]));
    window ??= setTimeout(tell, COALESCE_MS);
  });
  const unsubscribeRevoked = changes.onRevoked((revoked) => {
    for (const stream of [...open]) {
      if (revoked === null || revoked === stream.terminalId) {
        stream.stop();
      }
    }
  });
  return {
    add(client, response) {
      const own = [...open].filter(({ terminalId }) => terminalId === client.terminalId);
      own.slice(0, Math.max(0, own.length - MAXIMUM_PER_TERMINAL + 1)).forEach((one) => one.stop());
      if (open.size >= MAXIMUM_STREAMS) {
        return false;
      }
      const slowReaderMs = options.slowReaderMs ?? SLOW_READER_MS;
      const stream = openStream(client, response, slowReaderMs, () => open.delete(stream));
      open.add(stream);
      void options
        .eventId()
        .then(async (eventId) => stream.begin(await client.first(), eventId))
        .catch(() => stream.begin(allTopics, null));
      return true;
    },
    closeAll() {
      unsubscribe();
      unsubscribeRevoked();
      clearInterval(heartbeat);
      if (window !== null) {
        clearTimeout(window);
      }
      [...open].forEach((stream) => stream.stop());
    },
  };
}

interface OpenStream {
  readonly terminalId: string;
  /** The first event, with the id that it may be resumed from. */
  begin(topics: readonly Topic[], eventId: string | null): void;
  tell(topics: readonly Topic[]): void;
  /** Shows that the stream lives, and from where it may be resumed. */
  beat(eventId: string | null): void;
  stop(): void;
}

function openStream(
  { terminalId, knows }: StreamClient,
  response: ServerResponse,
  slowReaderMs: number,
  onStop: () => void,
): OpenStream {
  const pending = new Set<Topic>();
  let blocked: NodeJS.Timeout | null = null;
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const write = (text: string): void => {
    if (!response.write(text)) {
      // `end` would wait for the reader; whoever does not read is cut off.
      blocked ??= setTimeout(() => response.destroy(), slowReaderMs);
    }
  };
  const note = (topics: readonly Topic[]): void => {
    topics.filter((topic) => knows.includes(topic)).forEach((topic) => pending.add(topic));
  };
  const flush = (idLine: string): void => {
    const event: StreamEvent = { topics: [...pending] };
    pending.clear();
    write(`event: changed\n${idLine}data: ${JSON.stringify(event)}\n\n`);
  };
  const stop = (): void => {
    if (blocked !== null) {
      clearTimeout(blocked);
    }
    onStop();
    response.end();
  };
  response.on('drain', () => {
    if (blocked !== null) {
      clearTimeout(blocked);
      blocked = null;
    }
    if (pending.size > 0) {
      flush('');
    }
  });
  response.on('close', stop);
  response.on('error', stop);
  return {
    terminalId,
    stop,
    begin(topics, eventId) {
      note(topics);
      flush(eventId === null ? '' : `id: ${eventId}\n`);
    },
    tell(topics) {
      note(topics);
      if (blocked === null && pending.size > 0) {
        flush('');
      }
    },
    beat(eventId) {
      // Behind topics that could not be written yet, an id would say that they were.
      if (blocked === null) {
        write(eventId === null ? ': here\n\n' : `id: ${eventId}\n\n`);
      }
    },
  };
}
