import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portIdentity } from '../../../../src/hardware/serial/portPresence.ts';
import { skipWhere } from '../../../support/platform.ts';

describe('portIdentity', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'port-presence-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  skipWhere(process.platform === 'win32', 'ports are no files on Windows')(
    'changes when the name leads to another device, and is null when it leads nowhere',
    async () => {
      const link = join(folder, 'port');
      symlinkSync('/dev/null', link);
      const before = await portIdentity(link, process.platform);
      expect(await portIdentity(link, process.platform)).toBe(before);
      unlinkSync(link);
      expect(await portIdentity(link, process.platform)).toBeNull();
      symlinkSync('/dev/zero', link);
      const after = await portIdentity(link, process.platform);
      expect(after).not.toBeNull();
      expect(after).not.toBe(before);
    },
  );

  it('says nothing on Windows, where a port is no file', async () => {
    expect(await portIdentity('COM3', 'win32')).toBe('COM3');
  });
});
