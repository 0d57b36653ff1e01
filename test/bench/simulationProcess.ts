/**
 * `node simulationProcess.ts TERMINALS HOURS`: plays one run of the simulation with so many terminals in this one process
 * and prints what it took as a line of JSON. The modules, the lanes and the chain are there before the clock starts.
 */
import { loadLane } from '../simulation/lane.ts';
import { registerLaneHooks } from '../simulation/laneHooks.ts';
import { openSimLedger } from '../simulation/simLedger.ts';
import { runSimulation } from '../simulation/runSimulation.ts';
import { simTills } from '../simulation/simTills.ts';
import { faultNames } from '../simulation/world.ts';

const terminals = Number(process.argv[2]);
const hours = Number(process.argv[3]);
registerLaneHooks(null);
const lanes = await Promise.all(Array.from({ length: terminals }, (_, index) => loadLane(index)));
const ledger = await openSimLedger(simTills(terminals));
const startedMs = performance.now();
const report = await runSimulation(
  ledger,
  lanes,
  { seed: 1, terminals, hours, faults: faultNames, mode: 'standIn' },
  null,
);
const wallMs = performance.now() - startedMs;
const peakMiB = process.resourceUsage().maxRSS / 1024;
const { ok, approved, simulatedMs } = report;
process.stdout.write(`${JSON.stringify({ ok, approved, simulatedMs, wallMs, peakMiB })}\n`);
process.exit(0);
