import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { PageSlot } from './memberPages.ts';

/** A complete cut of pages, readable by look-ups. */
export interface PageGeneration {
  /** The ledger's name of the cut and the number of the fill: two fills of one cut differ. */
  readonly generation: string;
  readonly fillNumber: number;
  readonly slot: PageSlot;
  /** Pages are cut by this many first bits of the token. */
  readonly bits: number;
  /** Pages in the slot, so that a damaged store is noticed. */
  readonly pages: number;
  readonly totalCards: number;
  /** Where the pull of single accounts starts for this generation. */
  readonly accountsCheckpoint: string;
}

/** A fill under way. */
export interface PageFill {
  /** Counts fills, so that a checkpoint of an abandoned one is not taken for this one's. */
  readonly fillNumber: number;
  readonly slot: PageSlot;
}

/** What the terminal knows of its own replica. One document. */
export interface ReplicaStateValue {
  /** The readable generation, null before the first fill is complete. */
  readonly generation: PageGeneration | null;
  /** Pages that are no longer read and are to be emptied, null for none. */
  readonly retired: { readonly slot: PageSlot; readonly bits: number } | null;
  /** The fill under way, null while none is. */
  readonly filling: PageFill | null;
  /** The number of the latest fill. */
  readonly fillNumber: number;
  /** The ledger has this terminal's transactions up to here. */
  readonly acknowledgedSequence: number;
  /** The replica holds all of the journal up to here. */
  readonly reconciledSequence: number;
  /** When the replica was last in step with the ledger, terminal's clock, milliseconds since 1970; null for never. */
  readonly lastInStepAtMs: number | null;
  /** UTC instant at the ledger of the newest accounts that were pulled, null for none. */
  readonly asOf: string | null;
  /** Collections of later versions that this replica has had: one of them that is gone is a loss. */
  readonly laterCollections: readonly string[];
}

export interface StateDocument {
  stateId: string;
  value: ReplicaStateValue;
}

export const stateSchema: RxJsonSchema<StateDocument> = {
  version: 0,
  primaryKey: 'stateId',
  type: 'object',
  properties: {
    stateId: { type: 'string', maxLength: 16 },
    value: { type: 'object' },
  },
  required: ['stateId', 'value'],
};

/** The state of an empty replica. */
export const EMPTY_STATE: ReplicaStateValue = {
  generation: null,
  retired: null,
  filling: null,
  fillNumber: 0,
  acknowledgedSequence: 0,
  reconciledSequence: 0,
  lastInStepAtMs: null,
  asOf: null,
  laterCollections: [],
};
