import { mkdtempSync, rmSync, watch as watchFolder, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchHidHotPlug } from '../../../../src/hardware/hid/hidHotPlug.ts';
import { skipWhere } from '../../../support/platform.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

describe('watchHidHotPlug', () => {
  skipWhere(process.platform !== 'linux', 'only Linux has /dev/hidraw')(
    'hears of hidraw nodes that come and go, and of no other',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'hot-plug-'));
      let changes = 0;
      const seen = new Set<string | null>();
      const watch = watchHidHotPlug('linux', () => (changes += 1), folder);
      const all = watchFolder(folder, (_event, name) => seen.add(name));
      try {
        expect(watch.active).toBe(true);
        writeFileSync(join(folder, 'ttyUSB0'), '');
        writeFileSync(join(folder, 'last'), '');
        await waitUntil('events of the other files', () => seen.has('last'));
        expect(changes).toBe(0);
        writeFileSync(join(folder, 'hidraw7'), '');
        await waitUntil('change', () => changes > 0);
        writeFileSync(join(folder, 'settled'), '');
        await waitUntil('events of the new node', () => seen.has('settled'));
        const afterPlug = changes;
        rmSync(join(folder, 'hidraw7'));
        await waitUntil('change', () => changes > afterPlug);
      } finally {
        all.close();
        watch.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  it('says that nothing tells of changes on other systems, and where the folder is not there', () => {
    expect(watchHidHotPlug('win32', () => undefined).active).toBe(false);
    expect(watchHidHotPlug('linux', () => undefined, '/no/such/folder').active).toBe(false);
  });
});
