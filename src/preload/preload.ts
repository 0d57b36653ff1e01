import { contextBridge, ipcRenderer } from 'electron';
import { events, isChannelName } from '../ipc/contract.ts';
import { answerFrameSchema, eventFrameSchema } from '../ipc/transport.ts';

/** The two Electron channels that carry the contract's frames; the main process knows them by the same names. */
const REQUEST = 'loyalty-request';
const EVENT = 'loyalty-event';

let nextId = 1;

/** Asks on a channel of the contract; any other name does not even leave the page. */
async function request(channel: string, payload: unknown): Promise<unknown> {
  if (!isChannelName(channel)) {
    const message = 'The terminal knows no such request.';
    return { ok: false, error: { code: 'unknownChannel', message } };
  }
  const id = nextId;
  nextId += 1;
  const answer: unknown = await ipcRenderer.invoke(REQUEST, {
    type: 'request',
    id,
    channel,
    payload,
  });
  const frame = answerFrameSchema.safeParse(answer);
  return frame.success && frame.data.id === id ? frame.data.result : null;
}

/** Hears the events of the contract, and nothing else that the main process might send. */
function on(listener: (event: string, payload: unknown) => void): void {
  ipcRenderer.on(EVENT, (_electronEvent, frame: unknown) => {
    const parsed = eventFrameSchema.safeParse(frame);
    if (parsed.success && Object.hasOwn(events, parsed.data.event)) {
      listener(parsed.data.event, parsed.data.payload);
    }
  });
}

contextBridge.exposeInMainWorld('loyaltyHost', { request, on });
