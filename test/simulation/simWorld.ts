import type { RedemptionMode } from '../../src/domain/programme.ts';
import type { SimLedger } from './simLedger.ts';
import type { SimMember } from './simMembers.ts';
import type { SimTerminal } from './simTerminal.ts';
import type { Truth } from './truth.ts';
import type { VirtualTime } from './virtualTime.ts';
import type { FaultName, SimulationOptions } from './world.ts';

/** What a run has at hand. */
export interface SimWorld {
  readonly options: SimulationOptions;
  readonly mode: RedemptionMode;
  /** What went wrong, by name, and how often. */
  readonly events: ReadonlyMap<FaultName, number>;
  readonly time: VirtualTime;
  readonly ledger: SimLedger;
  readonly truth: Truth;
  readonly terminals: readonly SimTerminal[];
  readonly members: readonly SimMember[];
}
