import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program is in one of the folders that the shell looks through. */
export function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)));
}
