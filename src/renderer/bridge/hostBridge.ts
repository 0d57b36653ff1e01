import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import {
  channels,
  events,
  type ChannelName,
  type EventName,
  type EventPayload,
  type HostBridge,
  type Request,
  type Response,
} from '../../ipc/contract.ts';
import { ipcErrorSchema, type IpcError } from '../../ipc/result.ts';
import type { HostLink, LinkState } from './hostLink.ts';
import { preloadApi, preloadLink } from './preloadLink.ts';
import { SocketLink } from './socketLink.ts';

/** What a caller may hear of beside the contract. */
export interface HostBridgeOptions {
  /** Hears at once, and whenever the host goes away or comes back. */
  readonly onState?: (state: LinkState) => void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** The ledger client repeats within its own bounds; the host always answers before this. */
const PATIENT_TIMEOUT_MS = 75_000;
const TIMEOUTS_MS: { readonly [Name in ChannelName]?: number } = {
  'ledger.exchange': PATIENT_TIMEOUT_MS,
  'terminal.enrol': PATIENT_TIMEOUT_MS,
  'journal.append': 20_000,
};

const requests: {
  readonly [Name in ChannelName]: { readonly response: z.ZodType<Response<Name>> };
} = channels;
const eventSchemas: { readonly [Name in EventName]: z.ZodType<EventPayload<Name>> } = events;

const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: ipcErrorSchema }),
]);

/** The host as the renderer sees it: through Electron's preload where there is one, else by WebSocket to the browser host. */
export function createHostBridge(options: HostBridgeOptions = {}): HostBridge {
  const api = preloadApi(globalThis);
  const link = api === null ? new SocketLink(bridgeUrl()) : preloadLink(api);
  return bridgeOver(link, options);
}

/** The contract over any link: every answer and event is parsed by its schema. */
export function bridgeOver(link: HostLink, { onState }: HostBridgeOptions = {}): HostBridge {
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>();
  const request = async <Name extends ChannelName>(
    channel: Name,
    payload: Request<Name>,
  ): Promise<Result<Response<Name>, IpcError>> => {
    const answer = await link.ask(channel, payload, TIMEOUTS_MS[channel] ?? DEFAULT_TIMEOUT_MS);
    if (answer === null) {
      const message = 'The terminal’s host did not answer. If it stays, start the terminal again.';
      return fail({ code: 'timeout', message });
    }
    const result = resultSchema.safeParse(answer);
    if (result.success && !result.data.ok) {
      return fail(strictError(result.data.error));
    }
    const value = requests[channel].response.safeParse(
      result.success && result.data.ok ? result.data.value : undefined,
    );
    return value.success
      ? ok(value.data)
      : fail({ code: 'badMessage', message: `The host’s answer to ${channel} is not valid.` });
  };
  const dispatch = (event: EventName, payload: unknown): void => {
    listeners.get(event)?.forEach((listener) => listener(payload));
  };
  link.onEvent((event, payload) => {
    if (isEventName(event)) {
      dispatch(event, payload);
    }
  });
  let wasConnected = false;
  link.onState((state) => {
    onState?.(state);
    if (state === 'connected' && wasConnected) {
      void catchUp(request, dispatch);
    }
    wasConnected ||= state === 'connected';
  });
  return {
    request,
    on: (event, listener) => {
      const heard = listeners.get(event) ?? new Set();
      listeners.set(event, heard);
      const guarded = (payload: unknown) => {
        const parsed = eventSchemas[event].safeParse(payload);
        if (parsed.success) {
          listener(parsed.data);
        }
      };
      heard.add(guarded);
      return () => heard.delete(guarded);
    },
  };
}

/** While the link was broken events were missed: asks for the present state and tells it as if it had just changed. */
async function catchUp(
  request: HostBridge['request'],
  dispatch: (event: EventName, payload: unknown) => void,
): Promise<void> {
  const devices = await request('devices.list', {});
  if (devices.ok) {
    dispatch('devices.changed', devices.value);
  }
  const connection = await request('ledger.connection', {});
  if (connection.ok) {
    dispatch('ledger.connectionChanged', connection.value);
  }
  dispatch('ledger.changed', { topics: ['pages', 'accounts', 'reference'] });
}

function isEventName(name: string): name is EventName {
  return Object.hasOwn(events, name);
}

function bridgeUrl(): string {
  const url = new URL('/bridge', globalThis.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** With an absent reason left out, as the contract's type says. */
function strictError({ code, message, reason }: z.infer<typeof ipcErrorSchema>): IpcError {
  return reason === undefined ? { code, message } : { code, message, reason };
}
