import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeviceClaims, type DeviceClaim } from '../../../../src/hardware/hid/deviceClaim.ts';
import { skipWhere } from '../../../support/platform.ts';
import { projectRoot, startProcess } from '../../../support/processes.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

/** Linux's way, and the way of systems that have neither it nor named pipes; both run on any Unix. */
const ways = process.platform === 'win32' ? ['win32'] : [process.platform, 'darwin'];

describe.each(ways)('createDeviceClaims on %s', (platform) => {
  const claim = createDeviceClaims(platform);
  const held: DeviceClaim[] = [];
  let folder = '';
  let device = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claims-'));
    device = join(folder, 'hidraw0');
    writeFileSync(device, '');
  });

  afterEach(async () => {
    for (const one of held.splice(0)) {
      await one.release();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const take = async (path: string, freed: () => void = () => undefined): Promise<DeviceClaim> => {
    const taken = await claim(path, freed);
    held.push(taken);
    return taken;
  };

  it('gives a device to one, and tells the other who holds it and when it is free', async () => {
    const first = await take(device);
    expect(first.held).toBe(true);
    let freed = 0;
    const second = await take(device, () => (freed += 1));
    expect(second).toMatchObject({ held: false, holderPid: process.pid });
    expect(freed).toBe(0);
    await first.release();
    await waitUntil('freed', () => freed === 1);
    expect((await take(device)).held).toBe(true);
  });

  it('keeps devices apart, be there a file behind their names or not', async () => {
    expect((await take(device)).held).toBe(true);
    expect((await take(join(folder, 'none'))).held).toBe(true);
    expect((await take(join(folder, 'none'))).held).toBe(false);
  });

  it('tells nothing to one that gave up waiting', async () => {
    const first = await take(device);
    let freed = 0;
    const second = await take(device, () => (freed += 1));
    const third = await take(device, () => (freed += 10));
    await second.release();
    await first.release();
    await waitUntil('third freed', () => freed >= 10);
    expect(freed).toBe(10);
    expect(third.held).toBe(false);
  });
  it('is free after the process that held it was killed', async () => {
    const child = startProcess({
      command: process.execPath,
      arguments: ['--input-type=module', '--eval', holdingProgram(platform, device)],
    });
    const [, pid] = await child.waitForLine(/^held (\d+)$/);
    let freed = 0;
    const waiting = await take(device, () => (freed += 1));
    expect(waiting).toMatchObject({ held: false, holderPid: Number(pid) });
    process.kill(Number(pid), 'SIGKILL');
    await waitUntil('freed', () => freed === 1);
    expect((await take(device)).held).toBe(true);
    await child.stop();
  });
});

describe('createDeviceClaims', () => {
  skipWhere(process.platform !== 'linux', 'only Linux has files for devices')(
    'knows a device by another name',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'claims-'));
      const device = join(folder, 'hidraw0');
      writeFileSync(device, '');
      symlinkSync(device, join(folder, 'alias'));
      const claim = createDeviceClaims('linux');
      const first = await claim(device, () => undefined);
      const second = await claim(join(folder, 'alias'), () => undefined);
      expect([first.held, second.held]).toEqual([true, false]);
      await first.release();
      await second.release();
      rmSync(folder, { recursive: true, force: true });
    },
  );
});

/** A program that claims a device, says so, and lives on. */
function holdingProgram(platform: string, device: string): string {
  const source = `${projectRoot}/src/hardware/hid/deviceClaim.ts`;
  return `
    import { createDeviceClaims } from ${JSON.stringify(source)};
    const claim = await createDeviceClaims(${JSON.stringify(platform)})(${JSON.stringify(device)}, () => undefined);
    console.log((claim.held ? 'held ' : 'not held ') + process.pid);
    setInterval(() => undefined, 1000);
  `;
}
