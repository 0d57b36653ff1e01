import { z } from 'zod';

/** GET, signed: server-sent events (WHATWG HTML, 9.2). Says when to pull; carries no data of members. */
export const STREAM_PATH = '/v1/stream';

/** The ledger sends a comment line at least this often; a terminal that hears nothing for three times it reconnects. */
export const STREAM_HEARTBEAT_MS = 5000;

/** `event: changed`, `data:` this as JSON. Sent once at the start for every topic. */
export const streamEventSchema = z.object({
  topics: z.array(z.enum(['pages', 'accounts', 'reference'])).max(3),
});

export type StreamEvent = z.infer<typeof streamEventSchema>;
