import type { Terminal } from '../../app/terminal.ts';

/** Takes a number that a person typed as if a reader had read it. */
export async function takeTyped(
  terminal: Pick<Terminal, 'bridge' | 'reads' | 'notices'>,
  text: string,
): Promise<void> {
  const answer = await terminal.bridge.request('devices.typed', { text });
  if (answer.ok) {
    await terminal.reads.handle(answer.value.outcome);
  } else {
    const why = 'The number could not be checked just now. Try again.';
    terminal.notices.getState().tell('warning', why);
  }
}
