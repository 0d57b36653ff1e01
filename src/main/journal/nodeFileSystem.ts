import { open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { makeDirectory } from '../files/makeDirectory.ts';
import { syncDirectory } from '../files/syncDirectory.ts';
import type { JournalFile, JournalFileSystem, OpenMode } from './journalFileSystem.ts';

const FLAGS: Readonly<Record<OpenMode, string>> = { read: 'r', edit: 'r+', create: 'w+' };

/** The journal's file system on the real one. Files are for their owner alone (0600, folders 0700). */
export const nodeFileSystem: JournalFileSystem = {
  open: openFile,
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path),
  freeBytes: async (directory) => {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  },
  list: (directory) => readdir(directory),
  makeDirectory,
  syncDirectory,
};

async function openFile(path: string, mode: OpenMode): Promise<JournalFile> {
  const handle = await open(path, FLAGS[mode], 0o600);
  return {
    read: async (buffer, position) =>
      (await handle.read(buffer, 0, buffer.length, position)).bytesRead,
    write: async (bytes, position) =>
      (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    datasync: () => handle.datasync(),
    truncate: (lengthBytes) => handle.truncate(lengthBytes),
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}
