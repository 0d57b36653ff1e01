import { parseArgs } from 'node:util';
import { startBlockCoverage } from './fuzz/blockCoverage.ts';
import { decoderTargets } from './fuzz/decoderTargets.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { plantedTargets } from './fuzz/plantedTargets.ts';
import { readerDictionary } from './fuzz/readerCorpus.ts';

/**
 * Fuzzes the readers' decoders in a process of its own, whose coverage is then its own too, and prints a report as JSON.
 *
 * node test/support/fuzzDecoders.ts [--rounds 20000] [--seed 1] [--planted]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    /** Fuzzes decoders with a defect instead, each of which is to be found. */
    planted: { type: 'boolean', default: false },
  },
});
const coverage = startBlockCoverage([
  '/src/hardware/',
  '/src/domain/identity/',
  '/plantedTargets.',
]);
const report = fuzz(values.planted ? plantedTargets() : decoderTargets(), {
  seed: Number(values.seed),
  rounds: Number(values.rounds),
  dictionary: readerDictionary,
  coverage,
});
coverage.stop();
process.stdout.write(`${JSON.stringify(report)}\n`);
