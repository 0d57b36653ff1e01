import type { Chain } from '../../src/ledger/chain/chain.ts';
import { demoCardPatterns } from '../../src/ledger/demonstration/demoChain.ts';

/** The simulated chain is the demonstration's with so many members, and what is random there is fixed here. */
export const SIM_CHAIN: Chain = {
  epoch: '00000000-0000-4000-8000-000000000001',
  tokenKey: Buffer.alloc(32, 7).toString('base64'),
  chainName: 'Simulated',
  cardPatterns: demoCardPatterns,
  demonstration: { seed: 1, members: 12 },
};

/** When the simulated world begins. */
export const SIM_START_MS = Date.UTC(2026, 2, 2, 8, 0);
