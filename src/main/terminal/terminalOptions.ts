import type { ConnectionState } from '../../ipc/channels/ledger.ts';
import type { EventFrame } from '../../ipc/transport.ts';
import type { DeviceHostLauncher } from '../devices/deviceHostProcess.ts';
import type { KeyStore } from '../keyStore/keyStore.ts';
import type { HttpFetch } from '../ledgerClient/httpFetch.ts';
import type { ProfileLayout } from '../profile/profileLayout.ts';
import type { TerminalPorts } from './nodePorts.ts';
import type { TerminalLog } from './terminalLog.ts';

/** What a host lends to the terminal. Whoever calls has locked the profile. */
export interface TerminalHostOptions {
  readonly host: 'electron' | 'browser';
  /** Of the application. */
  readonly version: string;
  /** Where the ledger is now; null for the address of the enrolment. A terminal that the ledger does not know, it refuses. */
  readonly ledgerUrl: string | null;
  readonly layout: ProfileLayout;
  readonly keyStore: KeyStore;
  readonly fetch: HttpFetch;
  readonly launchDeviceHost: DeviceHostLauncher;
  readonly ports: TerminalPorts;
  readonly log: TerminalLog;
  /** Hears every event for the windows. */
  readonly onEvent: (frame: EventFrame) => void;
}

/** The state of the connection while there is no ledger to connect to. */
export const UNENROLLED_CONNECTION: ConnectionState = {
  status: 'starting',
  refusal: null,
  detail: 'This terminal is not enrolled yet.',
  lastContactAt: null,
  clockOffsetMs: 0,
};
