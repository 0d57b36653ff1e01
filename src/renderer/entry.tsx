import './ui/styles.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { assert } from '../domain/assert.ts';
import { dexieReplicaStorage } from '../replica/dexieStorage.ts';
import { App } from './app/App.tsx';
import { createHostStores } from './app/createHostStores.ts';
import { withoutAdvertisement } from './app/withoutAdvertisement.ts';
import { createUuidV7Source } from './app/uuidV7.ts';
import { claimWindow } from './app/windowClaim.ts';
import { createHostBridge } from './bridge/hostBridge.ts';

// The page's policy forbids eval, with which zod would otherwise compile its schemas.
z.config({ jitless: true });

console.warn = withoutAdvertisement(console.warn.bind(console));

const clock = { nowMs: () => Date.now() };
const outside = {
  clock,
  ids: createUuidV7Source(clock, (bytes) => crypto.getRandomValues(bytes)),
  random: { next: () => Math.random() },
  sleep: (durationMs: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, durationMs);
    }),
  storage: dexieReplicaStorage(),
};
let onState: (state: 'connected' | 'reconnecting') => void = () => undefined;
const bridge = createHostBridge({ onState: (state) => onState(state) });
const stores = createHostStores(bridge, outside.sleep);
onState = (state) => void stores.host.getState().linkChanged(state === 'connected');
const claim = claimWindow({
  locks: navigator.locks,
  channel: new BroadcastChannel('loyalty-terminal'),
  sleep: outside.sleep,
  reload: () => location.reload(),
});

const root = document.getElementById('root');
assert(root !== null, 'index.html has the root element');
createRoot(root).render(
  <StrictMode>
    <App bridge={bridge} outside={outside} stores={stores} claim={claim} />
  </StrictMode>,
);
