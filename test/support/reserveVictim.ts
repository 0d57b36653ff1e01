import { appendFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RESERVE_NAME } from '../../src/main/journal/diskSpace.ts';
import { nodeFileSystem } from '../../src/main/journal/nodeFileSystem.ts';
import { allOf, openedJournal, testPrivateKey, victimKit } from './journalKit.ts';
import { saleDraft } from './transactionDrafts.ts';

/*
 * A process on a disk of a megabyte that keeps a reserve: node reserveVictim.ts DIRECTORY. Fills the disk step by step as
 * another program would, sells at each, and prints as JSON how it went.
 */
const KB = 1024;
const [directory = ''] = process.argv.slice(2);
const ballast = join(directory, 'ballast');
const reserve = join(directory, 'journal', RESERVE_NAME);
const kit = {
  ...victimKit(nodeFileSystem, directory, testPrivateKey()),
  space: { reserveBytes: 128 * KB, stopBelowBytes: 48 * KB, warnBelowBytes: 256 * KB },
};
const journal = await openedJournal(kit);
const approved: string[] = [];

/** Sells so many times, or until a sale is refused; gives the refusal's code. */
async function sell(times: number): Promise<string | null> {
  for (let sale = 0; sale < times; sale += 1) {
    const sealed = await journal.append(saleDraft(100 + approved.length));
    if (!sealed.ok) {
      return sealed.error.code;
    }
    approved.push(sealed.value.hash);
    await journal.upkeep();
  }
  return null;
}

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/** Another program leaves so many bytes free, as near as blocks go. */
function leave(bytes: number): void {
  const excess = freeBytes() - bytes;
  try {
    appendFileSync(ballast, Buffer.alloc(Math.max(0, excess)));
  } catch {
    // Less was free than that: the disk is full, as was asked.
  }
}

async function step(refusal: string | null) {
  await journal.upkeep();
  const { size, blocks } = statSync(reserve);
  return {
    space: journal.status().space,
    refusal,
    reserveBytes: size,
    allocatedBytes: blocks * 512,
    freeBytes: freeBytes(),
    approved: approved.length,
  };
}

const ample = await step(await sell(5));
leave(200 * KB);
await journal.upkeep();
const short = await step(await sell(5));
leave(40 * KB);
await journal.upkeep();
const onReserve = await step(await sell(5));
const full = await step(await sell(1000));
rmSync(ballast);
const again = await step(await sell(5));
leave(0);
// The disk is full all at once, before any upkeep could see it.
const sudden = await journal.append(saleDraft(1));
for (let sale = 0; sudden.ok && sale < 30; sale += 1) {
  const sealed = await journal.append(saleDraft(2));
  if (sealed.ok) {
    approved.push(sealed.value.hash);
  }
}
if (sudden.ok) {
  approved.splice(again.approved, 0, sudden.value.hash);
}
const suddenly = await step(sudden.ok ? null : sudden.error.code);
await journal.close();
const reopened = await openedJournal(kit);
const kept = (await allOf(reopened)).map(({ hash }) => hash);
const { damage, stopped } = reopened.status();
await reopened.close();
const steps = { ample, short, onReserve, full, again, suddenly };
console.log(
  JSON.stringify({ ...steps, isWhole: kept.join() === approved.join(), damage, stopped }),
);
