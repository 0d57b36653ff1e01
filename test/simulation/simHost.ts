import type { Clock } from '../../src/domain/ports.ts';
import { fail, ok } from '../../src/domain/result.ts';
import type { HostBridge, HostHandlers } from '../../src/ipc/contract.ts';
import type { Journal } from '../../src/main/journal/journal.ts';
import { UNENROLLED_CONNECTION } from '../../src/main/terminal/terminalOptions.ts';
import type { LedgerTransport } from '../../src/sync/transport.ts';
import type { Lane } from './lane.ts';
import type { SimNetwork } from './simNetwork.ts';

/** What a simulated page has of its host. */
export interface SimHost {
  readonly bridge: Pick<HostBridge, 'request'>;
  readonly transport: LedgerTransport;
}

/** What a host is made of; `alive` tells whether the page that asked still is there. */
interface SimHostParts {
  readonly journal: Journal;
  readonly network: SimNetwork;
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  readonly alive: () => boolean;
}

/** The host's journal and ledger channels as a page has them: the product's own handlers and gates, over a simulated line. */
export function simHost(lane: Lane, parts: SimHostParts): SimHost {
  const { journal, network, clock, monotonicMs, alive } = parts;
  const leaseGate = new lane.LeaseGate();
  const holdGate = new lane.HoldGate({ monotonicMs, carriesOver: false });
  // The host has heard no limits: what the sale names is what it holds the page to.
  const standInGate = new lane.StandInGate({ limits: { of: () => null }, clock });
  const handlers = {
    ...lane.journalHandlers(
      () => ({ journal }),
      async (_, draft) => {
        const append = () => journal.append(draft);
        const authorisation = draft.kind === 'sale' ? draft.redemption?.authorisation : undefined;
        const sealed =
          authorisation?.kind === 'hold'
            ? await holdGate.pass(authorisation.holdId, append)
            : await leaseGate.pass(draft, () => standInGate.pass(journal, draft, append));
        return sealed ?? fail({ code: 'notInThisMode', message: 'The gates let nothing through.' });
      },
    ),
    ...lane.ledgerHandlers(() => ({
      journal,
      leaseGate,
      holdGate,
      standInGate,
      ledger: {
        exchange: (operation, request) => network.exchange(operation, request),
        connection: { ...UNENROLLED_CONNECTION, status: network.online ? 'online' : 'offline' },
      },
      redemptionLimits: {
        heard: true,
        takeProgrammes: () => Promise.resolve(),
        takeSetting: () => Promise.resolve(),
      },
      chainRules: { heard: true, take: () => Promise.resolve(ok(undefined)) },
    })),
  };
  const bridge: Partial<HostHandlers> = handlers;
  return {
    bridge: {
      request: async (channel, payload) => {
        const handler = bridge[channel];
        return handler === undefined
          ? fail({ code: 'internal', message: `the simulated host has no ${channel}` })
          : handler(payload);
      },
    },
    transport: lane.createHostTransport({
      ...network.listeners(),
      exchange: async (operation, payload) => {
        const answer = await handlers['ledger.exchange']({ operation, payload: { ...payload } });
        if (!alive()) {
          return new Promise<never>(() => undefined);
        }
        if (answer.ok) {
          return ok(answer.value.payload);
        }
        const { code, message, reason } = answer.error;
        return code === 'ledgerRefused'
          ? fail({ kind: 'refused', code: reason ?? code, message })
          : fail({ kind: 'unavailable', code, message });
      },
    }),
  };
}
