import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { projectRoot } from './runTool.ts';

/** Which host shows the terminal, and why, in one line. */
export type HostChoice =
  | { readonly kind: 'electron'; readonly binary: string; readonly why: string }
  | { readonly kind: 'browser'; readonly why: string };

/** So long the download of Electron may take; the terminal is wanted now. */
const DOWNLOAD_TIMEOUT_MS = 60_000;

const electronFolder = join(projectRoot, 'node_modules', 'electron');

/** Chooses Electron where its binary is there or can be had and a display exists, else the browser host. */
export async function chooseHost(isBrowserAsked: boolean): Promise<HostChoice> {
  if (isBrowserAsked) {
    return { kind: 'browser', why: 'as asked with --browser' };
  }
  const here = hostHere();
  if (here.kind === 'electron' || whyNoWindow() !== null || (await downloadElectron()) === null) {
    return here;
  }
  return hostHere();
}

/** What `chooseHost` chooses as things are, without a download. */
export function hostHere(): HostChoice {
  const why = whyNoWindow();
  if (why !== null) {
    return { kind: 'browser', why };
  }
  const binary = electronBinary();
  return binary === null
    ? { kind: 'browser', why: 'the Electron binary is not here' }
    : { kind: 'electron', binary, why: 'its binary and a display are here' };
}

/** Why Electron cannot show a window here, with or without its binary; null where it can. */
function whyNoWindow(): string | null {
  if (!hasDisplay()) {
    return 'there is no display here for Electron (DISPLAY and WAYLAND_DISPLAY are not set)';
  }
  return process.getuid?.() === 0 ? 'Electron does not run as root with its sandbox' : null;
}

/** Whether windows can be shown. */
export function hasDisplay(): boolean {
  const isSet = (name: string) => (process.env[name] ?? '') !== '';
  return process.platform !== 'linux' || isSet('DISPLAY') || isSet('WAYLAND_DISPLAY');
}

/** The Electron executable that the package's downloader left, or null. */
export function electronBinary(): string | null {
  const pathFile = join(electronFolder, 'path.txt');
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronFolder, 'dist');
  if (!existsSync(pathFile)) {
    return null;
  }
  const binary = join(folder, readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/** Runs the package's own downloader, quietly. Gives null where it fails or takes too long. */
export async function downloadElectron(timeoutMs = DOWNLOAD_TIMEOUT_MS): Promise<string | null> {
  await new Promise<void>((resolve) => {
    const child = spawn(process.execPath, [join(electronFolder, 'install.js')], {
      stdio: 'ignore',
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    child.on('error', end);
    child.on('close', end);
  });
  return electronBinary();
}
