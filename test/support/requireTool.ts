import { spawnSync } from 'node:child_process';

/** Fails with one line that says how to install `tool` (and the Debian package it is in) where it is missing. */
export function requireTool(tool: string, debianPackage: string): void {
  const found = spawnSync(tool, ['-V'], { stdio: 'ignore' });
  if (found.error !== undefined) {
    throw new Error(
      `${tool} is not installed; install it with: apt-get install -y ${debianPackage}`,
    );
  }
}
