import type { ChannelName, HostBridge, Request, Response } from '../../../src/ipc/contract.ts';
import type { IpcError } from '../../../src/ipc/result.ts';
import { fail, type Result } from '../../../src/domain/result.ts';

/** The answers that a test gives in the host's place, by channel. */
export type BridgeScript = {
  readonly [Name in ChannelName]?: (
    payload: Request<Name>,
  ) => Result<Response<Name>, IpcError> | Promise<Result<Response<Name>, IpcError>>;
};

/** A bridge that answers by `script` and remembers on which channels it was asked. */
export function scriptedBridge(script: BridgeScript): HostBridge & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async request(channel, payload) {
      asked.push(channel);
      const answer = script[channel];
      return answer === undefined
        ? fail({ code: 'unknownChannel', message: `${channel} is not in the test's script` })
        : await answer(payload);
    },
    on: () => () => undefined,
  };
}
