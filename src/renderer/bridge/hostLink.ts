/** What the host may be doing, as the page sees it. */
export type LinkState = 'connected' | 'reconnecting';

/** The wire under the bridge. Nothing that comes over it is trusted before it is parsed. */
export interface HostLink {
  /** Asks on a channel; gives the result as it came, or null where the host did not answer in time. */
  ask(channel: string, payload: unknown, timeoutMs: number): Promise<unknown>;
  /** Hears every event as it came. */
  onEvent(listener: (event: string, payload: unknown) => void): void;
  /** Hears the link break and mend. */
  onState(listener: (state: LinkState) => void): void;
}
