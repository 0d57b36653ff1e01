import { z } from 'zod';

/** GET, signed: server-sent events (WHATWG HTML, 9.2). Says when to pull; carries no data of members. */
export const STREAM_PATH = '/v1/stream';

/** The ledger sends a comment line at least this often; a terminal that hears nothing for three times it reconnects. */
export const STREAM_HEARTBEAT_MS = 5000;

/** What may have changed. Terminals of protocol version 1 know the first three. */
export const streamTopics = ['pages', 'accounts', 'reference', 'exceptions', 'leases'] as const;

/**
 * `event: changed`, `data:` this as JSON. Sent once at the start: for every topic, or, to a terminal that names the last id that
 * it heard (Last-Event-ID), for those that changed since; they may be none. Ids come with the first event and with heartbeats.
 */
export const streamEventSchema = z.object({
  topics: z.array(z.enum(streamTopics)).max(streamTopics.length),
});

export type StreamEvent = z.infer<typeof streamEventSchema>;
