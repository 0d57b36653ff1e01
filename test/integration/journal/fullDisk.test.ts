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

const VICTIM = fileURLToPath(new URL('../../support/fullDiskVictim.ts', import.meta.url));

const onLinux = skipWhere(
  process.platform !== 'linux',
  'a small disk needs a file system of its own, which only Linux mounts without a person',
);

onLinux(
  'invariant 1: on a really full disk nothing is approved, and nothing approved is lost',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'full-disk-'));
    const script = 'mount -t tmpfs -o size=512k tmpfs "$1" && exec "$2" "$3" "$1"';
    try {
      const { stdout } = await promisify(execFile)('unshare', [
        ...['-rm', 'sh', '-c', script, 'sh'],
        ...[directory, process.execPath, VICTIM],
      ]).catch((error: unknown) => {
        const message =
          'This test mounts a small disk: run it as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1).';
        throw new Error(message, { cause: error });
      });
      const report = reportSchema.parse(JSON.parse(stdout));
      expect(report.refusals.length).toBeGreaterThan(0);
      expect(new Set(report.refusals.map(({ code }) => code))).toEqual(new Set(['diskFull']));
      expect(report.refusals[0]?.message).toMatch(/disk is full.*Free some space/);
      expect(report.approved.length).toBe(report.approvedBeforeFreeing + 10);
      expect(report.kept).toEqual(report.approved);
      expect(report.damage).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
