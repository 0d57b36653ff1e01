/**
 * `npm run bench`: measures approval, look-up and first fill one after the other, each beside its bare counterpart in
 * the same run, prints the numbers and writes them to docs/bench.md. Exits 1 where a bench fails.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchTable } from './support/benchTable.ts';
import { projectRoot } from './support/runTool.ts';

const pieces = [
  {
    file: 'test/bench/approval.ts',
    name: 'benchApproval',
    title: 'Approval: seal, journal and sync, beside a bare write and fdatasync (milliseconds)',
  },
  {
    file: 'test/bench/lookup.ts',
    name: 'benchLookup',
    title: 'Look-up: a member among 100,000, beside a bare IndexedDB read (milliseconds)',
  },
  {
    file: 'test/bench/firstFill.ts',
    name: 'benchFirstFill',
    title: 'First fill: members per second, beside raw Dexie and PouchDB',
  },
] as const;

const [processor] = cpus();
const machine = `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
const chapters: string[] = [];
mkdirSync(join(projectRoot, '.cache'), { recursive: true });
for (const piece of pieces) {
  process.stdout.write(`\n${piece.title}\n`);
  const rows = benchTable(await measure(piece.file, piece.name));
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

/** Runs a bench by the name that its file exports it under. */
async function measure(file: string, name: string): Promise<unknown> {
  const path = join(projectRoot, file);
  if (!existsSync(path)) {
    throw new Error(`${file} is missing`);
  }
  const exported: unknown = await import(pathToFileURL(path).href);
  const bench: unknown = Reflect.get(Object(exported), name);
  if (typeof bench !== 'function') {
    throw new Error(`${file} does not export ${name}`);
  }
  const result: unknown = await Reflect.apply(bench, undefined, []);
  return result;
}
