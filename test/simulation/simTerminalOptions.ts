import type { RandomSource } from '../../src/domain/ports.ts';
import type { Lane } from './lane.ts';
import type { SimNetwork } from './simNetwork.ts';
import type { TerminalKey } from './terminalKey.ts';
import type { Truth } from './truth.ts';
import type { VirtualTime } from './virtualTime.ts';

/** A till in the simulated world. */
export interface SimTerminalOptions {
  readonly lane: Lane;
  readonly terminalId: string;
  readonly storeId: string;
  readonly key: TerminalKey;
  readonly time: VirtualTime;
  readonly random: RandomSource;
  readonly network: SimNetwork;
  readonly truth: Truth;
  /** Whose card it is in truth, whatever the till knows. */
  readonly memberOf: (cardToken: string | null) => string | null;
  readonly log: (line: string) => void;
  /** Points are held for a sale that is not sealed yet. */
  readonly onHold: () => void;
  /** A redemption was approved without the ledger: what is unsettled now is checked against the floor limit. */
  readonly onStandIn: (terminalId: string, memberId: string | null) => Promise<void>;
}

/** What a customer comes with. */
export interface Visit {
  readonly cardToken: string | null;
  readonly quantity: number;
  /** Of one piece. */
  readonly amountMinor: number;
  /** Points that the customer would like to spend, 0 for none. */
  readonly wishPoints: number;
}
