import { readFileSync, writeSync } from 'node:fs';
import { nodeFileSystem } from '../../src/main/journal/nodeFileSystem.ts';
import { openedJournal, victimKit } from './journalKit.ts';
import { saleDraft } from './transactionDrafts.ts';

/*
 * A process to be killed: node journalVictim.ts FOLDER KEY_FILE [SALES]. Sells without end, or so many times, as a host
 * would with marks, reserve and upkeep, and prints a line for every approval, after the journal said so.
 */
const [folder = '', keyFile = '', sales = 'Infinity'] = process.argv.slice(2);
const journal = await openedJournal(
  victimKit(nodeFileSystem, folder, readFileSync(keyFile, 'utf8')),
);
for (let sale = 1; sale <= Number(sales); sale += 1) {
  const sealed = await journal.append(saleDraft(100 + (sale % 1000)));
  if (!sealed.ok) {
    throw new Error(sealed.error.message);
  }
  writeSync(1, `${sealed.value.body.sequence} ${sealed.value.hash}\n`);
  if (sale % 4 === 0) {
    void journal.upkeep();
  }
}
await journal.close();
