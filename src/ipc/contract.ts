import type { z } from 'zod';
import { chainRulesChannels, chainRulesEvents } from './channels/chainRules.ts';
import { demonstrationChannels } from './channels/demonstration.ts';
import { deviceChannels, deviceEvents } from './channels/devices.ts';
import { journalChannels } from './channels/journal.ts';
import { ledgerChannels, ledgerEvents } from './channels/ledger.ts';
import { operatorChannels } from './channels/operators.ts';
import { settingsChannels } from './channels/settings.ts';
import { terminalChannels } from './channels/terminal.ts';
import { trainingChannels } from './channels/training.ts';
import type { IpcError } from './result.ts';
import type { Result } from '../domain/result.ts';

/** Every channel on which the renderer may ask the host. There is no other. */
export const channels = {
  ...terminalChannels,
  ...journalChannels,
  ...ledgerChannels,
  ...deviceChannels,
  ...operatorChannels,
  ...demonstrationChannels,
  ...settingsChannels,
  ...chainRulesChannels,
  ...trainingChannels,
} as const;

/** Every event that the host may send to the renderer. */
export const events = { ...ledgerEvents, ...deviceEvents, ...chainRulesEvents } as const;

export type ChannelName = keyof typeof channels;
export type EventName = keyof typeof events;
export type Request<Name extends ChannelName> = z.infer<(typeof channels)[Name]['request']>;
export type Response<Name extends ChannelName> = z.infer<(typeof channels)[Name]['response']>;
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>;

/** The host as the renderer sees it: answers are results, never exceptions. */
export interface HostBridge {
  /** Asks the host; both sides validate. */
  request<Name extends ChannelName>(
    channel: Name,
    payload: Request<Name>,
  ): Promise<Result<Response<Name>, IpcError>>;
  /** Hears an event until the returned function is called. */
  on<Name extends EventName>(
    event: Name,
    listener: (payload: EventPayload<Name>) => void,
  ): () => void;
}

/** The host's side: one handler a channel, none missing. */
export type HostHandlers = {
  readonly [Name in ChannelName]: (
    payload: Request<Name>,
  ) => Promise<Result<Response<Name>, IpcError>>;
};

/** Whether `name` is a channel of this contract. */
export function isChannelName(name: string): name is ChannelName {
  return Object.hasOwn(channels, name);
}
