import { rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFileSystem } from '../../src/main/journal/nodeFileSystem.ts';
import { allOf, journalKit, openedJournal } from './journalKit.ts';
import { saleDraft } from './transactionDrafts.ts';

/*
 * A process on a disk of a few hundred kilobytes: node fullDiskVictim.ts DIRECTORY. Sells until the disk is full, frees
 * space, sells again, opens the journal anew, and prints as JSON what happened.
 */
const [directory = ''] = process.argv.slice(2);
const ballast = join(directory, 'ballast');
const journalDirectory = join(directory, 'journal');
writeFileSync(ballast, Buffer.alloc(64 * 1024));
const kit = { ...journalKit(nodeFileSystem, journalDirectory), segmentBytes: 32 * 1024 };
const journal = await openedJournal(kit);
const approved: string[] = [];
const refusals: { code: string; message: string }[] = [];

async function sell(): Promise<void> {
  const sealed = await journal.append(saleDraft(100 + approved.length));
  if (sealed.ok) {
    approved.push(sealed.value.hash);
  } else {
    refusals.push(sealed.error);
  }
}

function fillDisk(): void {
  for (const bytes of [64 * 1024, 4096]) {
    try {
      for (let piece = 0; piece < 1000; piece += 1) {
        appendFileSync(ballast, Buffer.alloc(bytes));
      }
    } catch {
      // The disk is full to within `bytes`: that is what was asked for.
    }
  }
}

for (let sale = 0; sale < 10; sale += 1) {
  await sell();
}
fillDisk();
for (let sale = 0; sale < 100; sale += 1) {
  await sell();
}
const approvedBeforeFreeing = approved.length;
rmSync(ballast);
for (let sale = 0; sale < 10; sale += 1) {
  await sell();
}
await journal.close();
const reopened = await openedJournal(kit);
const kept = (await allOf(reopened)).map(({ hash }) => hash);
const { damage } = reopened.status();
await reopened.close();
console.log(JSON.stringify({ approved, approvedBeforeFreeing, refusals, kept, damage }));
