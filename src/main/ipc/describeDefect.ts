/**
 * An unexpected error for the log: its kind and where it was thrown. Its message is left out, for it could repeat what
 * was being worked on: a card number, a name.
 */
export function describeDefect(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'something that is no Error was thrown';
  }
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...places.slice(0, 8)].join('\n');
}
