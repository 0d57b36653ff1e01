import { writeSync } from 'node:fs';
import { lockProfile } from '../../src/main/profile/lockProfile.ts';

/* A process that wants a profile: node profileHolder.ts DIRECTORY. Says what it got in one line; holds it until it is killed. */
const lock = await lockProfile(process.argv[2] ?? '');
writeSync(1, lock.ok ? 'held\n' : `${lock.error.code}\n`);
if (lock.ok) {
  setInterval(() => undefined, 60_000);
}
