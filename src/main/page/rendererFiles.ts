import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const MAXIMUM_FILES = 5000;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** One file of the built renderer. */
export interface RendererFile {
  /** Media type for Content-Type. */
  readonly type: string;
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** The built renderer by URL path, e.g. "/index.html". */
export type RendererFiles = ReadonlyMap<string, RendererFile>;

/**
 * Lists the built renderer in `directory`. What is served later is looked up here by its exact path, so no path from
 * outside ever reaches the file system. Rejects where the folder is not there.
 */
export async function listRendererFiles(directory: string): Promise<RendererFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = new Map<string, RendererFile>();
  for (const entry of entries.slice(0, MAXIMUM_FILES)) {
    const type = TYPES[extname(entry.name)];
    if (entry.isFile() && type !== undefined) {
      const path = join(entry.parentPath, entry.name);
      const urlPath = `/${relative(directory, path).split(sep).join('/')}`;
      files.set(urlPath, { type, read: () => readFile(path) });
    }
  }
  return files;
}
