import { spawn } from 'node:child_process';

/** Opens `address` in the system's browser. Where there is none nothing happens: the address is printed anyway. */
export function openInBrowser(address: string): void {
  const [command, ...commandArguments]: [string, ...string[]] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', address]
        : ['xdg-open', address];
  const child = spawn(command, commandArguments, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
