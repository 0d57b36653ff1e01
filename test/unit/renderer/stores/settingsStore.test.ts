import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../../src/domain/result.ts';
import { localSettingsSchema, type LocalSettings } from '../../../../src/ipc/channels/settings.ts';
import { createSettingsStore } from '../../../../src/renderer/stores/settingsStore.ts';
import { scriptedBridge } from '../../../support/rendererHarness/scriptedBridge.ts';

/** A host that keeps settings, and cannot be asked while `away`. */
function hostKeeping(kept: LocalSettings) {
  const host = { kept, away: false };
  const answer = () =>
    host.away ? fail({ code: 'timeout' as const, message: 'The host is away.' }) : ok(host.kept);
  const bridge = scriptedBridge({
    'settings.read': answer,
    'settings.write': (settings) => {
      host.kept = { ...host.kept, ...settings };
      return answer();
    },
  });
  return { host, bridge };
}

/** A host with light colours and one serial reader. */
function hostWithDefaults() {
  const reader = { path: '/dev/ttyS0', baudRate: 9600, framing: 'cr' };
  return hostKeeping(localSettingsSchema.parse({ colourScheme: 'light', serialReaders: [reader] }));
}

describe('settings', () => {
  it('changes one setting and keeps the others, also before they were loaded', async () => {
    const { host, bridge } = hostWithDefaults();
    const store = createSettingsStore(bridge);
    expect(await store.getState().change({ colourScheme: 'dark' })).toBeNull();
    expect(host.kept.colourScheme).toBe('dark');
    expect(host.kept.serialReaders).toHaveLength(1);
    expect(store.getState().settings).toEqual(host.kept);
  });

  it('writes nothing, and says why, while the host cannot be asked', async () => {
    const { host, bridge } = hostWithDefaults();
    host.away = true;
    const store = createSettingsStore(bridge);
    expect(await store.getState().change({ colourScheme: 'dark' })).toBe('The host is away.');
    expect(host.kept.colourScheme).toBe('light');
    expect(bridge.asked).toEqual(['settings.read']);
  });
});
