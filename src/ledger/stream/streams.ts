import type { ServerResponse } from 'node:http';
import { STREAM_HEARTBEAT_MS, type StreamEvent } from '../../protocol/stream.ts';
import { topics, type Changes, type Topic } from './changes.ts';

/** Terminals that one process streams to. */
const MAXIMUM_STREAMS = 5000;

/** Changes within this time go out as one event. */
const COALESCE_MS = 30;

/** The open server-sent event streams (WHATWG HTML, 9.2). */
export interface Streams {
  /** Starts streaming to a terminal; false where there are too many already. Ends when the terminal is revoked. */
  add(terminalId: string, response: ServerResponse): boolean;
  closeAll(): void;
}

/**
 * Tells every open stream what changed. A connection holds at most one set of topics and one timer: a slow reader gets
 * fewer, fuller events, never a queue.
 */
export function openStreams(changes: Changes): Streams {
  const open = new Set<() => void>();
  return {
    add(terminalId, response) {
      if (open.size >= MAXIMUM_STREAMS) {
        return false;
      }
      const stop = stream(terminalId, response, changes, () => open.delete(stop));
      open.add(stop);
      return true;
    },
    closeAll() {
      [...open].forEach((stop) => stop());
    },
  };
}

function stream(
  terminalId: string,
  response: ServerResponse,
  changes: Changes,
  onStop: () => void,
): () => void {
  const pending = new Set<Topic>(topics);
  let timer: NodeJS.Timeout | null = null;
  let blocked = false;
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const flush = (): void => {
    timer = null;
    if (pending.size === 0 || blocked) {
      return;
    }
    const event: StreamEvent = { topics: [...pending] };
    pending.clear();
    blocked = !response.write(`event: changed\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const heartbeat = setInterval(() => {
    if (!blocked) {
      blocked = !response.write(': here\n\n');
    }
  }, STREAM_HEARTBEAT_MS);
  const unsubscribe = changes.subscribe((topic) => {
    pending.add(topic);
    timer ??= setTimeout(flush, COALESCE_MS);
  });
  const stop = (): void => {
    clearInterval(heartbeat);
    if (timer !== null) {
      clearTimeout(timer);
    }
    unsubscribe();
    unsubscribeRevoked();
    onStop();
    response.end();
  };
  const unsubscribeRevoked = changes.onRevoked((revoked) => {
    if (revoked === null || revoked === terminalId) {
      stop();
    }
  });
  response.on('drain', () => {
    blocked = false;
    flush();
  });
  response.on('close', stop);
  response.on('error', stop);
  flush();
  return stop;
}
