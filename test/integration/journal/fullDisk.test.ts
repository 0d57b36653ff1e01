import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { z } from 'zod';
import { skipWhere } from '../../support/platform.ts';

const reportSchema = z.object({
  approved: z.array(z.string()),
  approvedBeforeFreeing: z.int(),
  refusals: z.array(z.object({ code: z.string(), message: z.string() })),
  kept: z.array(z.string()),
  damage: z.array(z.unknown()),
});

const stepSchema = z.object({
  space: z.string(),
  refusal: z.string().nullable(),
  reserveBytes: z.int(),
  allocatedBytes: z.int(),
  freeBytes: z.int(),
  approved: z.int(),
});

const reserveReportSchema = z.object({
  ample: stepSchema,
  short: stepSchema,
  onReserve: stepSchema,
  full: stepSchema,
  again: stepSchema,
  suddenly: stepSchema,
  isWhole: z.boolean(),
  damage: z.array(z.unknown()),
  stopped: z.string().nullable(),
});

const RESERVE_VICTIM = fileURLToPath(new URL('../../support/reserveVictim.ts', import.meta.url));
const VICTIM = fileURLToPath(new URL('../../support/fullDiskVictim.ts', import.meta.url));

const onLinux = skipWhere(
  process.platform !== 'linux',
  'a small disk needs a file system of its own, which only Linux mounts without a person',
);

/** Runs a victim on a disk of its own, and gives what it printed. */
async function onSmallDisk(sizeKilobytes: number, victim: string): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), 'full-disk-'));
  const script = `mount -t tmpfs -o size=${sizeKilobytes}k tmpfs "$1" && exec "$2" "$3" "$1"`;
  try {
    const { stdout } = await promisify(execFile)('unshare', [
      ...['-rm', 'sh', '-c', script, 'sh'],
      ...[directory, process.execPath, victim],
    ]).catch((error: unknown) => {
      const message =
        'This test mounts a small disk: run it as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1).';
      throw new Error(message, { cause: error });
    });
    return JSON.parse(stdout);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

onLinux(
  'invariant 1: on a really full disk nothing is approved, and nothing approved is lost',
  async () => {
    const report = reportSchema.parse(await onSmallDisk(512, VICTIM));
    expect(report.refusals.length).toBeGreaterThan(0);
    expect(new Set(report.refusals.map(({ code }) => code))).toEqual(new Set(['diskFull']));
    expect(report.refusals[0]?.message).toMatch(/disk is full.*Free some space/);
    expect(report.approved.length).toBe(report.approvedBeforeFreeing + 10);
    expect(report.kept).toEqual(report.approved);
    expect(report.damage).toEqual([]);
  },
);

onLinux(
  'a reserve of disk space: warned before it is short, sold on in the reserve, stopped before it is too late, restored',
  async () => {
    const report = reserveReportSchema.parse(await onSmallDisk(1024, RESERVE_VICTIM));
    const { ample, short, onReserve, full, again, suddenly } = report;
    expect(ample).toMatchObject({ space: 'ample', refusal: null, reserveBytes: 131_072 });
    expect(ample.allocatedBytes).toBeGreaterThanOrEqual(ample.reserveBytes);
    expect(short).toMatchObject({ space: 'short', refusal: null, reserveBytes: 131_072 });
    expect(onReserve).toMatchObject({ space: 'onReserve', refusal: null, reserveBytes: 0 });
    expect(full).toMatchObject({ space: 'full', refusal: 'diskFull', reserveBytes: 0 });
    expect(full.approved).toBeGreaterThan(onReserve.approved + 20);
    expect(full.freeBytes).toBeGreaterThan(0);
    expect(again).toMatchObject({ space: 'ample', refusal: null, reserveBytes: 131_072 });
    expect(suddenly).toMatchObject({ refusal: null, reserveBytes: 0 });
    expect(report).toMatchObject({ isWhole: true, damage: [], stopped: null });
  },
);
