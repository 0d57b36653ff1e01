import { contextBridge, ipcRenderer } from 'electron';
import { events, isChannelName } from '../ipc/contract.ts';
import { answerFrameSchema, eventFrameSchema } from '../ipc/transport.ts';

/** The two Electron channels that carry the contract's frames; the main process knows them by the same names. */
const REQUEST = 'loyalty-request';
const EVENT = 'loyalty-event';

/** What the page sees as `window.loyaltyHost`: the contract, nothing else. */
function hostApi() {
  let nextId = 1;
  return {
    /** Asks on a channel of the contract; any other name does not even leave the page. */
    request: async (channel: string, payload: unknown): Promise<unknown> => {
      if (!isChannelName(channel)) {
        const message = 'The terminal knows no such request.';
        return { ok: false, error: { code: 'unknownChannel', message } };
      }
      const id = nextId;
      nextId += 1;
      const frame = { type: 'request', id, channel, payload };
      const answer = answerFrameSchema.safeParse(await ipcRenderer.invoke(REQUEST, frame));
      return answer.success && answer.data.id === id ? answer.data.result : null;
    },
    /** Hears the events of the contract, and nothing else that the main process might send. */
    on: (listener: (event: string, payload: unknown) => void): void => {
      ipcRenderer.on(EVENT, (_electronEvent, frame: unknown) => {
        const parsed = eventFrameSchema.safeParse(frame);
        if (parsed.success && Object.hasOwn(events, parsed.data.event)) {
          listener(parsed.data.event, parsed.data.payload);
        }
      });
    },
  };
}

contextBridge.exposeInMainWorld('loyaltyHost', hostApi());
