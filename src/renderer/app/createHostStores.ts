import type { HostBridge } from '../../ipc/contract.ts';
import { createChainRulesStore } from '../stores/chainRulesStore.ts';
import { createConnectionStore } from '../stores/connectionStore.ts';
import { createDeviceStore } from '../stores/deviceStore.ts';
import { createHostStore } from '../stores/hostStore.ts';
import { createNoticeStore } from '../stores/noticeStore.ts';
import { createSettingsStore } from '../stores/settingsStore.ts';
import type { HostStores } from './terminal.ts';

/** The stores that follow the host, before and after enrolment. */
export function createHostStores(
  bridge: HostBridge,
  sleep: (durationMs: number) => Promise<void>,
): HostStores {
  return {
    host: createHostStore(bridge, sleep),
    connection: createConnectionStore(bridge),
    devices: createDeviceStore(bridge),
    settings: createSettingsStore(bridge),
    chainRules: createChainRulesStore(bridge),
    notices: createNoticeStore(),
  };
}
