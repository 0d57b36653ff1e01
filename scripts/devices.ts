/**
 * `npm run --silent devices`: lists the readers of this machine and streams what they read, decoded, through the terminal's
 * own device host. Exit 0 at the end of the time or at Ctrl-C, 2 for a wrong command line, 1 where the device host fails.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { deviceHostMessageSchema, type ParentMessage } from '../src/hardware/hostMessages.ts';
import { profileLayout } from '../src/main/profile/profileLayout.ts';
import { settingsStore } from '../src/main/settings/settingsStore.ts';
import { deviceLine, readLine, type DeviceLine } from './support/deviceLines.ts';
import {
  DEVICES_USAGE,
  parseDevicesOptions,
  type DevicesOptions,
} from './support/devicesOptions.ts';

const entry = fileURLToPath(new URL('../src/hardware/deviceHost.ts', import.meta.url));

async function main(commandLine: readonly string[]): Promise<number> {
  const options = parseDevicesOptions(commandLine);
  if (!options.ok) {
    process.stderr.write(`${options.error}\n`);
    return 2;
  }
  if (options.value.help) {
    process.stdout.write(DEVICES_USAGE);
    return 0;
  }
  return stream(options.value);
}

async function stream(options: DevicesOptions): Promise<number> {
  const warn = (message: string): void => {
    process.stderr.write(`${message}\n`);
  };
  const settings = await settingsStore(profileLayout(options.profile).settingsFile, warn).read();
  if (!settings.ok) {
    warn(settings.error.message);
    return 1;
  }
  const host = spawn(process.execPath, [entry, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const send = (message: ParentMessage): void => {
    host.stdin.write(`${JSON.stringify(message)}\n`);
  };
  const print = (line: DeviceLine): void => {
    process.stdout.write(`${options.json ? JSON.stringify(line.record) : line.words}\n`);
  };
  // The end of its input is the device host's sign to close its readers and end.
  const end = (): void => {
    host.stdin.end();
  };
  const told = new Map<string, string>();
  createInterface({ input: host.stdout }).on('line', (line) => {
    const message = deviceHostMessageSchema.safeParse(JSON.parse(line));
    if (!message.success) {
      return;
    }
    if (message.data.type === 'devices') {
      for (const device of message.data.devices) {
        const described = deviceLine(device);
        if (told.get(device.deviceId) !== described.words) {
          told.set(device.deviceId, described.words);
          print(described);
        }
      }
    } else if (message.data.type === 'read') {
      const read = readLine(message.data, options.showCards);
      if (read !== null) {
        print(read);
      }
    }
  });
  host.stdin.on('error', () => undefined);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const timer = options.forMs === null ? null : setTimeout(end, options.forMs);
  const { serialReaders, wedge } = settings.value;
  send({ type: 'configure', configuration: { serialReaders, wedge, simulator: false } });
  const code = await new Promise<number>((resolve) => {
    host.on('error', () => resolve(1));
    host.on('close', (exitCode) => resolve(exitCode === 0 ? 0 : 1));
  });
  clearTimeout(timer ?? undefined);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
