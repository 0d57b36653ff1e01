import { describe, expect, it } from 'vitest';
import { startProcess } from '../../support/processes.ts';

const runNode = (code: string) =>
  startProcess({ command: process.execPath, arguments: ['-e', code] });

describe('startProcess', () => {
  it('hears a line that came before the wait and one that comes after', async () => {
    const child = runNode(
      "console.log('first 1'); setTimeout(() => console.log('second 2'), 50); setTimeout(() => {}, 60000)",
    );
    expect((await child.waitForLine(/^second (\d)$/))[1]).toBe('2');
    expect((await child.waitForLine(/^first (\d)$/))[1]).toBe('1');
    await child.stop();
  });

  it('says what the process wrote when it ends without the line', async () => {
    const child = runNode("console.error('no such luck')");
    await expect(child.waitForLine(/ready/)).rejects.toThrow('no such luck');
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  it('ends the children of a killed process with it: their hold on its output is gone', async () => {
    const child = runNode(
      "require('node:child_process').spawn(process.execPath, ['-e', \"console.log('child here'); setTimeout(() => {}, 60000)\"], { stdio: 'inherit' }); setTimeout(() => {}, 60000)",
    );
    await child.waitForLine(/^child here$/);
    child.signal('SIGKILL');
    expect((await child.exited).signal).toBe('SIGKILL');
  });

  it('reports a command that does not exist as ended', async () => {
    const child = startProcess({ command: 'no-such-command-anywhere' });
    expect(await child.exited).toEqual({ code: null, signal: null });
    expect(child.output()).toContain('ENOENT');
  });
});
