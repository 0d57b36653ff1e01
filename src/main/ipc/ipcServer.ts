import type { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import {
  channels,
  events,
  isChannelName,
  type ChannelName,
  type EventName,
  type EventPayload,
  type HostHandlers,
  type Request,
  type Response,
} from '../../ipc/contract.ts';
import { ipcErrorSchema, type IpcError } from '../../ipc/result.ts';
import { requestFrameSchema, type AnswerFrame, type EventFrame } from '../../ipc/transport.ts';
import { describeDefect } from './describeDefect.ts';

/** So many requests of one window may be under way; a till needs a handful. */
const MAXIMUM_CONCURRENT_REQUESTS = 64;

/** The host's end of the contract for one window. */
export interface IpcServer {
  /**
   * Answers a request frame as it came from outside. Never rejects; null where the frame is none of the contract, so that
   * there is nobody to answer: the host then closes the connection.
   */
  answer(frame: unknown): Promise<AnswerFrame | null>;
}

/** What the server needs. */
export interface IpcServerOptions {
  readonly handlers: HostHandlers;
  /** Hears of defects; the lines hold nothing personal. */
  readonly log: (line: string) => void;
}

const schemas: {
  readonly [Name in ChannelName]: {
    readonly request: z.ZodType<Request<Name>>;
    readonly response: z.ZodType<Response<Name>>;
  };
} = channels;

const eventSchemas: { readonly [Name in EventName]: z.ZodType<EventPayload<Name>> } = events;

/** Serves the contract over any transport: both hosts use this one router. */
export function createIpcServer(options: IpcServerOptions): IpcServer {
  let underWay = 0;
  return {
    async answer(frame) {
      const request = requestFrameSchema.safeParse(frame);
      if (!request.success) {
        return null;
      }
      const { id, channel, payload } = request.data;
      if (!isChannelName(channel)) {
        const message = 'The terminal knows no such request.';
        return { type: 'answer', id, result: fail({ code: 'unknownChannel', message }) };
      }
      if (underWay >= MAXIMUM_CONCURRENT_REQUESTS) {
        const message = 'The terminal has too much to do. Wait a moment, then try again.';
        return { type: 'answer', id, result: fail({ code: 'internal', message }) };
      }
      underWay += 1;
      try {
        return { type: 'answer', id, result: await serve(options, channel, payload) };
      } finally {
        underWay -= 1;
      }
    },
  };
}

/** The frame of an event, or null (and a line in the log) where the payload is not the event's: a defect of the host. */
export function eventFrame<Name extends EventName>(
  event: Name,
  payload: EventPayload<Name>,
  log: (line: string) => void,
): EventFrame | null {
  const parsed = eventSchemas[event].safeParse(payload);
  if (!parsed.success) {
    log(`event ${event} does not have its schema${fieldsOf(parsed.error)}`);
    return null;
  }
  return { type: 'event', event, payload: parsed.data };
}

async function serve<Name extends ChannelName>(
  { handlers, log }: IpcServerOptions,
  channel: Name,
  payload: unknown,
): Promise<Result<Response<Name>, IpcError>> {
  const { request, response } = schemas[channel];
  const asked = request.safeParse(payload);
  if (!asked.success) {
    return fail({
      code: 'badMessage',
      message: `The request ${channel} is not valid${fieldsOf(asked.error)}.`,
    });
  }
  try {
    const result = await handlers[channel](asked.data);
    if (!result.ok) {
      return fail(boundedError(result.error));
    }
    // A value that could not cross between Electron's processes must not work in the browser host either.
    const answered = response.safeParse(structuredClone(result.value));
    if (answered.success) {
      return ok(answered.data);
    }
    log(`the answer of ${channel} does not have its schema${fieldsOf(answered.error)}`);
  } catch (error) {
    log(`${channel} failed: ${describeDefect(error)}`);
  }
  return fail({
    code: 'internal',
    message: 'The terminal met an internal error. Try again; if it stays, tell your IT person.',
  });
}

function boundedError(error: IpcError): IpcError {
  return ipcErrorSchema.parse({
    ...error,
    message: error.message.slice(0, 1000),
    ...(error.reason === undefined ? {} : { reason: error.reason.slice(0, 64) }),
  });
}

/** The names of the fields at fault; never their values. */
function fieldsOf(error: z.ZodError): string {
  const fields = error.issues.slice(0, 3).map((issue) => issue.path.join('.'));
  const named = fields.filter((field) => field !== '').join(', ');
  return named === '' ? '' : ` (${named.slice(0, 200)})`;
}
