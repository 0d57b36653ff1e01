import type { TestInfo } from '@playwright/test';

/** Ends the test as skipped, with `reason` in the summary, on every platform but Linux, which alone can have it. */
export function onLinuxOnly(testInfo: TestInfo, reason: string): void {
  testInfo.skip(process.platform !== 'linux', reason);
}
