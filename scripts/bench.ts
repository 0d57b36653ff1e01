/**
 * `npm run bench`: measures approval, look-up and first fill one after the other, each beside its bare counterpart in
 * the same run, prints the numbers and writes them to docs/bench.md. Exits 1 where a bench fails.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { benchApproval } from '../test/bench/approval.ts';
import { measureReplica } from '../test/bench/firstFill.ts';
import { benchTable } from './support/benchTable.ts';
import { projectRoot } from './support/runTool.ts';

const pieces: readonly { readonly title: string; readonly measure: () => Promise<unknown> }[] = [
  {
    title: 'Approval: seal, journal and sync, beside a bare write and fdatasync (milliseconds)',
    measure: () => benchApproval(),
  },
  {
    title:
      'Replica of 100,000 members: first fill (members per second) beside raw Dexie and PouchDB, look-up (milliseconds) beside a bare IndexedDB read',
    measure: () => measureReplica(),
  },
];

const [processor] = cpus();
const machine = `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
const chapters: string[] = [];
mkdirSync(join(projectRoot, '.cache'), { recursive: true });
for (const piece of pieces) {
  process.stdout.write(`\n${piece.title}\n`);
  const rows = benchTable(await piece.measure());
  for (const [name, value] of rows) {
    process.stdout.write(`  ${name.padEnd(44)} ${value}\n`);
  }
  const table = rows.map(([name, value]) => `| ${name} | ${value} |`);
  chapters.push([`## ${piece.title}`, '', '| what | value |', '|---|---:|', ...table].join('\n'));
}
mkdirSync(join(projectRoot, 'docs'), { recursive: true });
const text = `# Measurements\n\nBy \`npm run bench\` on ${machine}. Ratios compare numbers of one run; absolute numbers belong to the machine.\n\n${chapters.join('\n\n')}\n`;
writeFileSync(join(projectRoot, 'docs', 'bench.md'), text);
process.stdout.write('\nWritten to docs/bench.md.\n');
