/** Resolves with what `look` finds, once it finds it; fails with `what`, asked then, after `timeoutMs`. */
export async function waitUntil<Found>(
  what: string | (() => string),
  look: () => Found | null | undefined | false,
  timeoutMs = 20_000,
): Promise<Found> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) {
      return found;
    }
    if (performance.now() > endMs) {
      throw new Error(
        `in ${timeoutMs} ms there was no ${typeof what === 'string' ? what : what()}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
