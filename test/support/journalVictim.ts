import { readFileSync, writeSync } from 'node:fs';
import { nodeFileSystem } from '../../src/main/journal/nodeFileSystem.ts';
import { journalKit, openedJournal } from './journalKit.ts';
import { saleDraft } from './transactionDrafts.ts';

/*
 * A process to be killed: node journalVictim.ts DIRECTORY KEY_FILE. Sells without end and prints a line for every
 * approval, after the journal said so.
 */
const [directory = '', keyFile = ''] = process.argv.slice(2);
const kit = journalKit(nodeFileSystem, directory, readFileSync(keyFile, 'utf8'));
const journal = await openedJournal({ ...kit, segmentBytes: 20_000 });
for (;;) {
  const sealed = await journal.append(saleDraft(100 + (journal.status().sequence % 1000)));
  if (!sealed.ok) {
    throw new Error(sealed.error.message);
  }
  writeSync(1, `${sealed.value.body.sequence} ${sealed.value.hash}\n`);
}
