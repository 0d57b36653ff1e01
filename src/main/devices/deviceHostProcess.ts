import type { ParentMessage } from '../../hardware/hostMessages.ts';

/** A running device host, however it was started. */
export interface DeviceHostProcess {
  /** The operating system's number of it; undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Hands a message over; does nothing once the process has ended. */
  send(message: ParentMessage): void;
  /** Messages as they came: not yet validated. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended or could not be started. */
  onExit(listener: (description: string) => void): void;
  /** Ends it at once, also where it hangs or is stopped. */
  kill(): void;
}

/** Starts a device host: by fork in plain Node, as a utility process in Electron. */
export type DeviceHostLauncher = () => DeviceHostProcess;
