import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectRoot } from '../support/processes.ts';
import type { SimulateCommand } from './commandLine.ts';
import { loadLane } from './lane.ts';
import { registerLaneHooks } from './laneHooks.ts';
import { mutations } from './mutations.ts';

/** Plays the seeds in this process, one after the other; gives whether one had a violation. */
export async function playSeeds(
  command: SimulateCommand,
  say: (line: string) => void,
): Promise<boolean> {
  const mutation = mutations.find(({ name }) => name === command.mutation) ?? null;
  const checkApplied = registerLaneHooks(mutation);
  const lanes = await Promise.all(
    Array.from({ length: command.terminals }, (_, index) => loadLane(index)),
  );
  // Loaded after the hooks, so that a deliberate bug in the ledger's code is there too.
  const { openSimLedger } = await import('./simLedger.ts');
  const { runSimulation } = await import('./runSimulation.ts');
  const { simTills } = await import('./simTills.ts');
  checkApplied();
  const ledger = await openSimLedger(simTills(command.terminals));
  const trace = command.trace ? (line: string) => process.stderr.write(`${line}\n`) : null;
  let failed = false;
  for (let seed = command.seed; seed < command.seed + command.seeds; seed += 1) {
    const { terminals, hours, faults, mode } = command;
    const options = { seed, terminals, hours, faults, mode };
    const report = await runSimulation(ledger, lanes, options, trace);
    say(JSON.stringify(report));
    failed ||= !report.ok;
    if (failed && command.stop) {
      break;
    }
  }
  return failed;
}

/** Shares the seeds among processes of this same command. */
export async function shareSeeds(
  command: SimulateCommand,
  say: (line: string) => void,
): Promise<boolean> {
  const each = Math.ceil(command.seeds / command.jobs);
  const parts = Array.from({ length: command.jobs }, (_, job) => {
    const seed = command.seed + job * each;
    return { ...command, seed, seeds: Math.min(each, command.seed + command.seeds - seed) };
  }).filter(({ seeds }) => seeds > 0);
  const failures = await Promise.all(parts.map((part) => playElsewhere(part, say)));
  return failures.includes(true);
}

function playElsewhere(command: SimulateCommand, say: (line: string) => void): Promise<boolean> {
  const { seed, seeds, terminals, hours, faults, mode, mutation } = command;
  const child = spawn(
    process.execPath,
    [
      `${projectRoot}scripts/simulate.ts`,
      ...['--seed', String(seed), '--seeds', String(seeds), '--jobs', '1'],
      ...['--terminals', String(terminals), '--hours', String(hours)],
      ...['--faults', faults.length === 0 ? 'none' : faults.join(',')],
      ...(mode === null ? [] : ['--mode', mode]),
      ...(mutation === null ? [] : ['--mutation', mutation]),
      ...(command.stop ? ['--stop'] : []),
      ...(command.trace ? ['--trace'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  createInterface({ input: child.stdout }).on('line', say);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 || code === 1) {
        resolve(code === 1);
      } else {
        reject(new Error(`the runs from seed ${seed} ended with exit code ${code}`));
      }
    });
  });
}
