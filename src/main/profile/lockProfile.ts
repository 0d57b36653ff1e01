import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { isSystemError, systemErrorCode } from '../files/atomicFile.ts';

/** Holds a profile for this process. The system lets go of it when the process ends, however it ends. */
export interface ProfileLock {
  release(): Promise<void>;
}

/** Why a profile cannot be had; the message is for a person. */
export interface ProfileLockFailure {
  readonly code: 'alreadyRunning' | 'profileUnusable';
  readonly message: string;
}

/** macOS open(2): take the lock of flock(2) while opening. Node passes it on but does not name it. */
const DARWIN_O_EXLOCK = 0x20;

/**
 * Takes a profile for this process alone; makes its folder where there is none. Every way is one atomic step in the
 * kernel and leaves nothing stale behind: on Linux a socket with an abstract name (unix(7)), on Windows the first
 * instance of a named pipe, on macOS the lock of a file. So a start right after `kill -9` succeeds, and of two starts
 * at the same instant one does.
 */
export async function lockProfile(
  directory: string,
): Promise<Result<ProfileLock, ProfileLockFailure>> {
  try {
    await makeDirectory(directory);
    const lock = await takeLock(directory);
    return lock === null ? fail(alreadyRunning(directory)) : ok(lock);
  } catch (error) {
    return fail({
      code: 'profileUnusable',
      message: `The profile folder ${directory} cannot be used (${systemErrorCode(error)}). Check that it is a folder that you may write to.`,
    });
  }
}

/** The lock, or null where another process has it. */
async function takeLock(directory: string): Promise<ProfileLock | null> {
  if (process.platform === 'darwin') {
    return lockFile(join(directory, 'lock'));
  }
  return process.platform === 'win32'
    ? listenAlone(`\\\\.\\pipe\\loyalty-terminal-${await pathDigest(directory)}`)
    : listenAlone(`\0loyalty-terminal-${await folderDigest(directory)}`);
}

async function listenAlone(address: string): Promise<ProfileLock | null> {
  const server = createServer((socket) => socket.destroy());
  const isFree = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error) => {
      // Windows answers EACCES where another user has the pipe.
      const isTaken = isSystemError(error, 'EADDRINUSE') || isSystemError(error, 'EACCES');
      if (isTaken) {
        resolve(false);
      } else {
        reject(error);
      }
    });
    server.listen({ path: address, exclusive: true }, () => resolve(true));
  });
  if (!isFree) {
    return null;
  }
  server.unref();
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

async function lockFile(path: string): Promise<ProfileLock | null> {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | DARWIN_O_EXLOCK;
  try {
    const handle = await open(path, flags, 0o600);
    return { release: () => handle.close() };
  } catch (error) {
    if (isSystemError(error, 'EAGAIN') || isSystemError(error, 'EWOULDBLOCK')) {
      return null;
    }
    throw error;
  }
}

/** Names a folder by its place on its device, so that another path to it is the same profile. */
async function folderDigest(directory: string): Promise<string> {
  const { dev, ino } = await stat(directory, { bigint: true });
  return digest(`${String(dev)}:${String(ino)}`);
}

async function pathDigest(directory: string): Promise<string> {
  return digest((await realpath(directory)).toLowerCase());
}

/** 128 bits in hexadecimal: short enough for every limit on the length of a socket's name. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function alreadyRunning(directory: string): ProfileLockFailure {
  return {
    code: 'alreadyRunning',
    message: `A terminal is already running with the profile ${directory}. Use that one or close it first; another terminal needs another profile (--profile DIR).`,
  };
}
