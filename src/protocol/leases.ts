import { z } from 'zod';
import type { Lease } from '../domain/lease.ts';
import { holdNameSchema } from './hold.ts';
import { idSchema, instantSchema, pointCountSchema, uuidSchema } from './primitives.ts';

/**
 * POST, signed: what a terminal says of its leases, and what it has from then on. The answer is the whole list, so that a
 * request whose answer was lost is simply made again. A ledger of protocol version 1 has nothing at this address.
 */
export const LEASES_PATH = '/v1/leases';

/** The most leases that one terminal has at a time. */
export const MAXIMUM_LEASES = 200;

/** The most holds that one request or answer names. */
export const MAXIMUM_HOLDS_NAMED = 200;

/** The most members that one request asks leases for. */
export const MAXIMUM_SERVED = 50;

const leaseNameSchema = z.strictObject({ memberId: idSchema, leaseId: uuidSchema });

export const leasesRequestSchema = z.strictObject({
  /** The last sequence that the terminal has sealed. Nothing that it gives back is taken before all up to it has come. */
  lastSequence: z.int().min(0),
  /** Leases from which it will never spend again. */
  givenBack: z.array(leaseNameSchema).max(MAXIMUM_LEASES),
  /** Leases that it wants to go on with. */
  kept: z.array(leaseNameSchema).max(MAXIMUM_LEASES),
  /** Members whom it served lately and has no lease for, those it wants most first. */
  served: z.array(idSchema).max(MAXIMUM_SERVED),
  /**
   * Holds that the ledger called pending and by which the terminal will never seal a sale again: those that it has sealed
   * before lie within `lastSequence`. Absent: nothing is said of holds.
   */
  givenBackHolds: z.array(holdNameSchema).max(MAXIMUM_HOLDS_NAMED).optional(),
});

export const leaseSchema = z.object({
  leaseId: uuidSchema,
  memberId: idSchema,
  points: pointCountSchema,
  spentPoints: pointCountSchema,
  appliedSequence: z.int().min(0),
  state: z.enum(['live', 'recalled']),
  expiresAt: instantSchema,
}) satisfies z.ZodType<Lease>;

export const leasesResponseSchema = z.object({
  /** All leases of the terminal that are not over, recalled ones too. */
  leases: z.array(leaseSchema).max(2 * MAXIMUM_LEASES),
  /** The terminal's transactions up to here are in the leases' spent points. */
  appliedSequence: z.int().min(0),
  asOf: instantSchema,
  /** The terminal's holds that are pending, oldest first: it gives those back that it does not need. */
  pendingHolds: z.array(holdNameSchema).max(MAXIMUM_HOLDS_NAMED).optional(),
});

export type LeasesRequest = z.infer<typeof leasesRequestSchema>;
export type LeasesResponse = z.infer<typeof leasesResponseSchema>;
