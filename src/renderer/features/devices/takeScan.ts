import type { Terminal } from '../../app/terminal.ts';
import type { Keystroke } from '../../../ipc/channels/devices.ts';

/** Has a scan of a keyboard reader decoded: for the sale, or for the screen on which readers are set up. */
export async function takeScan(
  terminal: Pick<Terminal, 'bridge' | 'reads' | 'notices' | 'readerSetup'>,
  keys: readonly Keystroke[],
): Promise<void> {
  const answer = await terminal.bridge.request('devices.wedge', { keys: [...keys] });
  const setup = terminal.readerSetup.getState();
  if (!answer.ok) {
    terminal.notices.getState().tell('warning', 'The scan was not taken. Scan again.');
  } else if (setup.open) {
    await setup.takeScan(keys, answer.value.outcome);
  } else {
    await terminal.reads.handle(answer.value.outcome);
  }
}
