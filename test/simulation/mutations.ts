import type { Mutation } from './laneHooks.ts';

/** Deliberate bugs: each must be caught, or the simulation proves nothing. */
export const mutations: readonly Mutation[] = [];
