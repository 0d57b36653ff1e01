/**
 * `npm run --silent simulate -- --seed S [--seeds N] [--terminals N] [--hours H] [--mode M] [--faults LIST] [--jobs N]`: plays
 * simulated tills and ledgers through faults, on simulated time, networks and disks with the product's own code, and judges
 * each run by an independent model. Prints one line of JSON a run and exits 1 on a violation; the same seed gives the same run.
 */
import { parseSimulateArguments, SIMULATE_USAGE } from '../test/simulation/commandLine.ts';
import { playSeeds, shareSeeds } from '../test/simulation/playSeeds.ts';

const parsed = parseSimulateArguments(process.argv.slice(2));
if (!parsed.ok) {
  process.stderr.write(`${parsed.error}\n`);
  process.exit(2);
}
if (parsed.value === null) {
  process.stdout.write(`${SIMULATE_USAGE}\n`);
  process.exit(0);
}
const play = parsed.value.jobs > 1 ? shareSeeds : playSeeds;
const failed = await play(parsed.value, (line) => process.stdout.write(`${line}\n`));
process.exit(failed ? 1 : 0);
