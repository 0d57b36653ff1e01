import { createHash } from 'node:crypto';
import type { RandomSource } from '../../src/domain/ports.ts';
import type { Programme, RedemptionMode } from '../../src/domain/programme.ts';
import { demoProgramme } from '../../src/ledger/demonstration/demoChain.ts';
import { HOLD_LIFETIME_MS } from '../../src/protocol/hold.ts';
import { checkRun } from './checkRun.ts';
import type { Lane } from './lane.ts';
import { SIM_START_MS } from './simChain.ts';
import type { LedgerInstance, SimLedger } from './simLedger.ts';
import { SimNetwork } from './simNetwork.ts';
import { SimTerminal } from './simTerminal.ts';
import { terminalKey } from './terminalKey.ts';
import { Trouble } from './trouble.ts';
import { Truth } from './truth.ts';
import { simTills } from './simTills.ts';
import { planEvents } from './simEvents.ts';
import { regularsOf, simMembers, type SimMember } from './simMembers.ts';
import type { SimWorld } from './simWorld.ts';
import { installVirtualTime, type VirtualTime } from './virtualTime.ts';
import {
  between,
  Chance,
  happens,
  oneOf,
  type FaultName,
  type SimulationOptions,
} from './world.ts';

/** What a run came to. The same options give the same report. */
export interface SimulationReport {
  readonly seed: number;
  readonly mode: RedemptionMode;
  readonly ok: boolean;
  readonly violations: readonly string[];
  readonly approved: number;
  readonly posted: number;
  readonly uncertain: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly overspentPoints: number;
  readonly steps: number;
  /** From the first customer to the end, calm and checks included. */
  readonly simulatedMs: number;
  /** SHA-256 of all that happened, in order. */
  readonly fingerprint: string;
}

/** Simulated time after the faults stop in which everything must come into step. */
const CONVERGENCE_MS = 1_800_000;
/** At least so long after the faults stop: what is under way comes to its end, and lapsed holds are given back. */
const QUIET_MS = 150_000;
const JOBS_EVERY_MS = 90_000;
const LOOK_EVERY_MS = 10_000;
const MAXIMUM_VIOLATIONS = 20;
const NO_CARD = null;
/** So often, and at most so often in a run, a till is cut off between a hold and its sale until the time of the hold is over. */
const OUTLIVED_HOLD_SHARE = 0.3;
const MAXIMUM_OUTLIVED_HOLDS = 2;
/** Stand-in has most to go wrong. */
const MODES = ['standIn', 'standIn', 'allotment', 'online'] as const;
const LEASE_LIFETIME_MS = 1_200_000;

/** Plays one run: trading with faults, then calm, then the checks. `trace` hears what happens. */
export async function runSimulation(
  ledger: SimLedger,
  lanes: readonly Lane[],
  options: SimulationOptions,
  trace: ((line: string) => void) | null,
): Promise<SimulationReport> {
  const chance = new Chance(options.seed);
  const redemptionMode = options.mode ?? oneOf(chance.stream('mode'), MODES);
  // Leases last so short that they lapse within a run.
  const allotment = { leasePoints: 1000, sharePermille: 500, lifetimeMs: LEASE_LIFETIME_MS };
  const programme = { ...demoProgramme, redemptionMode, allotment };
  await ledger.reset(programme);
  const platformRandom = chance.stream('platform');
  const time = installVirtualTime(SIM_START_MS, () => platformRandom.next());
  const thrown: string[] = [];
  const onThrown = (error: unknown): void => void thrown.push(textOf(error));
  process.on('unhandledRejection', onThrown);
  try {
    const report = await play(time, ledger, lanes, options, programme, chance, trace);
    const violations = [...report.violations, ...thrown].slice(0, MAXIMUM_VIOLATIONS);
    return { ...report, ok: violations.length === 0, violations };
  } finally {
    process.off('unhandledRejection', onThrown);
    time.uninstall();
  }
}

async function play(
  time: VirtualTime,
  ledger: SimLedger,
  lanes: readonly Lane[],
  options: SimulationOptions,
  programme: Programme & { readonly redemptionMode: RedemptionMode },
  chance: Chance,
  trace: ((line: string) => void) | null,
): Promise<SimulationReport> {
  const faults = new Set(options.faults);
  const counts = new Map<FaultName, number>();
  const count = (fault: FaultName): void => void counts.set(fault, (counts.get(fault) ?? 0) + 1);
  const course = createHash('sha256');
  const log = (line: string): void => {
    course.update(`${time.nowMs()} ${line}\n`);
    trace?.(`${((time.nowMs() - SIM_START_MS) / 1000).toFixed(3)} ${line}`);
  };
  const truth = new Truth();
  const failures: string[] = [];
  const members = simMembers();
  const memberIds = new Map(members.map(({ cardToken, memberId }) => [cardToken, memberId]));
  const instances: LedgerInstance[] = [];
  const heldRandom = chance.stream('holds');
  let outlivedHolds = 0;
  const instanceRandom = chance.stream('instances');
  const terminals: SimTerminal[] = [];
  const networks: SimNetwork[] = [];
  for (const [index, { terminalId, storeId }] of simTills(options.terminals).entries()) {
    const lane = lanes[index];
    if (lane === undefined) {
      throw new Error('there is a lane for every terminal');
    }
    const network = new SimNetwork(terminalId, {
      time,
      random: chance.stream(`network ${terminalId}`),
      faults,
      instance: () => (instances.length === 0 ? null : oneOf(instanceRandom, instances)),
      count,
    });
    networks.push(network);
    terminals.push(
      new SimTerminal({
        lane,
        terminalId,
        storeId,
        key: terminalKey(terminalId),
        time,
        random: chance.stream(`terminal ${terminalId}`),
        network,
        truth,
        memberOf: (cardToken) => memberIds.get(cardToken ?? '') ?? null,
        log,
        onHold: () => {
          const isCutOff = faults.has('partition') && outlivedHolds < MAXIMUM_OUTLIVED_HOLDS;
          if (isCutOff && happens(heldRandom, OUTLIVED_HOLD_SHARE)) {
            outlivedHolds += 1;
            count('partition');
            log(`${terminalId} is cut off, and the time of its hold is over`);
            network.setOnline(false);
            time.after(between(heldRandom, 60_000, 600_000), () => network.setOnline(true));
            ledger.skipMs(HOLD_LIFETIME_MS);
          }
        },
        onStandIn: async (id, memberId) => {
          const unsettled = truth.unsettledStandIn(id, memberId, await ledger.settledSequence(id));
          if (unsettled > demoProgramme.standIn.floorLimitPoints) {
            failures.push(`${id} let ${memberId} redeem ${unsettled} points unseen by the ledger`);
          }
        },
      }),
    );
  }
  const { redemptionMode: mode } = programme;
  const world = { options, mode, events: counts, time, ledger, truth, terminals, members };
  const failed = (what: string, error: unknown): void => {
    failures.push(`${what} threw ${textOf(error)}`);
  };
  const attempt = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => failed(what, error));
  };

  const startInstances = async (): Promise<void> => {
    for (let number = 0; number < (faults.has('twoInstances') ? 2 : 1); number += 1) {
      const instance = await ledger.startInstance(time, (error) => failed('the ledger', error));
      instance.onChanged((topics, only) => {
        networks.forEach((network, index) => {
          if (only?.includes(terminals[index]?.terminalId ?? '') ?? true) {
            network.announce(topics);
          }
        });
      });
      instances.push(instance);
      if (number > 0) {
        count('twoInstances');
      }
    }
  };
  await startInstances();
  terminals.forEach((terminal) => attempt('a start', terminal.start()));

  const endMs = SIM_START_MS + options.hours * 3_600_000;
  const trouble = new Trouble({ time, chance, faults, count, endMs, terminals, networks, attempt });
  terminals.forEach((terminal, index) => {
    const random = chance.stream(`customers ${index}`);
    const next = (): void => {
      const delayMs = between(random, 5_000, 200_000);
      if (time.nowMs() + delayMs < endMs) {
        time.after(delayMs, () => {
          attempt('a sale', serveNext(terminal, random, members, truth));
          next();
        });
      }
    };
    next();
  });
  const jobs = (): void => {
    // Whoever runs them, each is done once.
    instances.forEach((instance) => attempt('a job', instance.runJobs()));
    time.after(JOBS_EVERY_MS, jobs);
  };
  time.after(JOBS_EVERY_MS, jobs);
  trouble.begin();
  const office = await ledger.openOffice(time);
  planEvents({
    ...{ time, chance, faults, count, endMs, programme, terminals, networks, office, truth },
    ...{ attempt, log },
    regulars: regularsOf(members),
    settledSequence: (terminalId) => ledger.settledSequence(terminalId),
  });
  await time.runUntil(endMs);

  networks.forEach((network) => network.calm());
  trouble.end();
  const settled = await converge(world, attempt);
  const violations = [...failures];
  if (!settled) {
    violations.push(...terminals.flatMap((terminal) => describeStuck(terminal)));
  }
  const result = await checkRun(world);
  violations.push(...result.violations);
  for (const terminal of terminals) {
    terminal.crash({ kind: 'kept' });
    attempt('a close', terminal.closed());
  }
  await time.runUntil(time.nowMs() + 60_000);
  await Promise.all([...instances, office].map((one) => one.close()));
  return {
    seed: options.seed,
    mode,
    ok: violations.length === 0,
    violations: violations.slice(0, MAXIMUM_VIOLATIONS),
    approved: truth.approved.length,
    posted: result.posted,
    uncertain: truth.uncertain.length,
    faults: Object.fromEntries([...counts].sort()),
    overspentPoints: result.overspentPoints,
    steps: time.steps(),
    simulatedMs: time.nowMs() - SIM_START_MS,
    fingerprint: course.digest('hex'),
  };
}

/** The next customer buys, or brings something back that was bought here or elsewhere. */
async function serveNext(
  terminal: SimTerminal,
  random: RandomSource,
  members: readonly SimMember[],
  truth: Truth,
): Promise<void> {
  const returnable = truth.goods.filter(
    ({ quantity, returnedQuantity, returnedAt }) =>
      returnedQuantity < quantity && (returnedAt ?? terminal.terminalId) === terminal.terminalId,
  );
  if (returnable.length === 0 || !happens(random, 0.15)) {
    await terminal.serve(visitOf(random, members));
    return;
  }
  const sold = oneOf(random, returnable);
  await terminal.takeBack(sold, between(random, 1, sold.quantity - sold.returnedQuantity));
}

function visitOf(random: RandomSource, members: readonly SimMember[]) {
  const kind = random.next();
  const cardToken =
    kind < 0.1
      ? NO_CARD
      : kind < 0.13
        ? 'f'.repeat(32)
        : oneOf(random, regularsOf(members)).cardToken;
  const amountMinor = between(random, 2, 4) * 100;
  const wishPoints = happens(random, 0.8) ? between(random, 2, 5) * 100 : 0;
  return { cardToken, quantity: between(random, 1, 3), amountMinor, wishPoints };
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, 1000);
}

/** Waits until every terminal runs, is in step and has nothing to push; false where that does not come. */
async function converge(
  { time, terminals }: SimWorld,
  attempt: (what: string, work: Promise<unknown>) => void,
): Promise<boolean> {
  const untilMs = time.nowMs() + CONVERGENCE_MS;
  const quietMs = time.nowMs() + QUIET_MS;
  while (time.nowMs() < untilMs) {
    for (const terminal of terminals) {
      if (!terminal.running) {
        attempt('a start', terminal.start());
      }
    }
    await time.runUntil(time.nowMs() + LOOK_EVERY_MS);
    if (time.nowMs() >= quietMs && terminals.every(isInStep)) {
      return true;
    }
  }
  return false;
}

function isInStep(terminal: SimTerminal): boolean {
  const state = terminal.sync?.state.current();
  return state?.phase === 'inStep' && state.pendingTransactions === 0;
}

function describeStuck(terminal: SimTerminal): string[] {
  if (isInStep(terminal)) {
    return [];
  }
  const state = terminal.sync?.state.current();
  return [
    `${terminal.terminalId} does not come into step: ${state === undefined ? 'it does not run' : JSON.stringify(state)}`,
  ];
}
