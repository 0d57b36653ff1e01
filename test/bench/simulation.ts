import { z } from 'zod';
import { startScript } from '../support/processes.ts';

/** So many terminals are tried, one count after the other, each in a process of its own. */
const COUNTS = [4, 16, 64, 256];
/** Of simulated trading, with all faults. */
const TRADING_HOURS = 0.02;
const HOUR_MS = 3_600_000;
/** A process that takes longer is slower than real time, or swaps. */
const TIMEOUT_MS = 400_000;

const runSchema = z.object({
  ok: z.boolean(),
  approved: z.int(),
  simulatedMs: z.number(),
  wallMs: z.number(),
  peakMiB: z.number(),
});

/**
 * Simulated terminals in one process: the most of the counts tried that ran faster than real time, and by count how fast
 * their time went and in how much memory.
 */
export type SimulationFigures = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** Plays with ever more terminals in one process until it runs slower than real time or does not hold them. */
export async function measureSimulation(): Promise<SimulationFigures> {
  const runs: Record<string, Record<string, number>> = {};
  let most = 0;
  for (const terminals of COUNTS) {
    const run = await playOne(terminals);
    if (run === null) {
      break;
    }
    const timesRealTime = run.simulatedMs / run.wallMs;
    runs[`${terminals} terminals,`] = {
      timesRealTime,
      simulatedHoursPerMinute: (run.simulatedMs / HOUR_MS / run.wallMs) * 60_000,
      approvedSales: run.approved,
      peakMemoryInMebibytes: Math.round(run.peakMiB),
    };
    if (timesRealTime < 1) {
      break;
    }
    most = terminals;
  }
  return { mostTerminalsFasterThanRealTime: most, ...runs };
}

/** Null where the process ran out of memory or time. */
async function playOne(terminals: number): Promise<z.infer<typeof runSchema> | null> {
  const child = startScript('test/bench/simulationProcess.ts', [
    String(terminals),
    String(TRADING_HOURS),
  ]);
  const timer = setTimeout(() => child.signal('SIGKILL'), TIMEOUT_MS);
  const { code } = await child.exited;
  clearTimeout(timer);
  if (code !== 0) {
    return null;
  }
  const run = runSchema.parse(JSON.parse(child.standardOutput()));
  if (!run.ok) {
    throw new Error(`the simulation of ${terminals} terminals found a violation`);
  }
  return run;
}
