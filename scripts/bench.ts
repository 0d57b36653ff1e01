/**
 * `npm run bench`: measures approval, readers, first fill, look-up, list of balances and scan to screen one after the
 * other, each beside its bare counterpart in the same run where there is one, and writes the report to docs/bench.md.
 * `npm run bench -- NAME…` measures some of them and only prints. Exits 1 where something could not be measured; a missed
 * aim is reported and fails nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { benchPieces } from './support/benchPieces.ts';
import { benchReport, type BenchChapter } from './support/benchReport.ts';
import { buildBundles } from './support/buildBundles.ts';
import { measurePiece } from './support/measurePiece.ts';
import { projectRoot } from './support/runTool.ts';

const PIECE_TIMEOUT_MS = 240_000;

async function main(names: readonly string[]): Promise<boolean> {
  const unknown = names.find((name) => benchPieces.every((piece) => piece.name !== name));
  if (unknown !== undefined) {
    const known = benchPieces.map((piece) => piece.name).join(', ');
    throw new Error(`there is no measurement ${unknown}; there are: ${known}.`);
  }
  const startedAt = new Date().toISOString();
  const [loadAverageAtStart = NaN] = loadavg();
  mkdirSync(join(projectRoot, '.cache'), { recursive: true });
  await buildBundles();
  const chapters: BenchChapter[] = [];
  for (const piece of benchPieces) {
    if (names.length === 0 || names.includes(piece.name)) {
      process.stdout.write(`${piece.title}…\n`);
      chapters.push(...(await measurePiece(piece, piece.timeoutMs ?? PIECE_TIMEOUT_MS)));
    }
  }
  const [processor] = cpus();
  const text = benchReport({
    machine: `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`,
    processors: cpus().length,
    startedAt,
    loadAverageAtStart,
    chapters,
  });
  const file = join(projectRoot, 'docs', 'bench.md');
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  process.stdout.write(`\n${formatted}`);
  if (names.length === 0) {
    mkdirSync(join(projectRoot, 'docs'), { recursive: true });
    writeFileSync(file, formatted);
    process.stdout.write('\nWritten to docs/bench.md.\n');
  }
  return chapters.every((chapter) => chapter.failure === null);
}

try {
  if (!(await main(process.argv.slice(2)))) {
    // What took too long may still run.
    process.exit(1);
  }
} catch (error) {
  process.stderr.write(
    `The bench failed: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
