import { z } from 'zod';
import { ipcErrorSchema } from './result.ts';

/**
 * The frames that carry the contract, the same over Electron's ports and over the browser host's WebSocket.
 * `id` pairs an answer with its request; payloads are validated against the channel's schema next.
 */
export const requestFrameSchema = z.strictObject({
  type: z.literal('request'),
  id: z.int().min(1),
  channel: z.string().max(64),
  payload: z.unknown(),
});

export const answerFrameSchema = z.strictObject({
  type: z.literal('answer'),
  id: z.int().min(1),
  result: z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), value: z.unknown() }),
    z.strictObject({ ok: z.literal(false), error: ipcErrorSchema }),
  ]),
});

export const eventFrameSchema = z.strictObject({
  type: z.literal('event'),
  event: z.string().max(64),
  payload: z.unknown(),
});

export const hostFrameSchema = z.discriminatedUnion('type', [answerFrameSchema, eventFrameSchema]);

export type AnswerFrame = z.infer<typeof answerFrameSchema>;
export type EventFrame = z.infer<typeof eventFrameSchema>;
