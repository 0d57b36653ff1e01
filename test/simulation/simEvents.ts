import type { Programme } from '../../src/domain/programme.ts';
import type { SimMember } from './simMembers.ts';
import type { SimNetwork } from './simNetwork.ts';
import type { SimOffice } from './simOffice.ts';
import type { SimTerminal } from './simTerminal.ts';
import type { Truth } from './truth.ts';
import type { VirtualTime } from './virtualTime.ts';
import { between, happens, oneOf, type Chance, type FaultName } from './world.ts';

/** What events need of their world. */
interface EventOptions {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultName>;
  readonly count: (fault: FaultName) => void;
  readonly endMs: number;
  readonly programme: Programme;
  /** Those who do the shopping. */
  readonly regulars: readonly SimMember[];
  readonly terminals: readonly SimTerminal[];
  readonly networks: readonly SimNetwork[];
  readonly office: SimOffice;
  readonly truth: Truth;
  readonly settledSequence: (terminalId: string) => Promise<number>;
  readonly attempt: (what: string, work: Promise<unknown>) => void;
  readonly log: (line: string) => void;
}

/** Of a hundred runs so many have the event. */
const SHARES: Readonly<Partial<Record<FaultName, number>>> = {
  merge: 30,
  programme: 30,
  block: 20,
  lost: 40,
  image: 20,
};
const PATIENCE_MS = 30_000;

/** Plans by chance what people do at the ledger and to a till's disk, once in those runs that have it. */
export function planEvents(options: EventOptions): void {
  const { time, chance, faults, count, endMs, regulars, terminals, networks } = options;
  const { office, truth, programme, attempt, log } = options;
  const plan = (
    fault: FaultName,
    strike: (random: { next(): number }) => Promise<unknown>,
  ): void => {
    const random = chance.stream(`event ${fault}`);
    const isMeant = fault !== 'lost' || programme.redemptionMode === 'allotment';
    if (!isMeant || !faults.has(fault) || !happens(random, (SHARES[fault] ?? 0) / 100)) {
      return;
    }
    time.after(between(random, 60_000, Math.max(60_000, endMs - time.nowMs() - 60_000)), () => {
      count(fault);
      attempt(`a ${fault}`, strike(random));
    });
  };
  plan('merge', async (random) => {
    const survivor = oneOf(random, regulars);
    const merged = oneOf(
      random,
      regulars.filter((one) => one !== survivor),
    );
    log(`${merged.memberId} becomes ${survivor.memberId}`);
    if (await office.merge(survivor.memberId, merged.memberId)) {
      const { memberId: survivorId } = survivor;
      truth.merges.push({ survivorId, mergedId: merged.memberId });
    }
  });
  plan('programme', async (random) => {
    const effectiveMs = time.nowMs() + between(random, 0, 900_000);
    const earning = { ...programme.earning, basePointsPerUnit: oneOf(random, [3, 7, 20]) };
    log(`version 2 holds from ${new Date(effectiveMs).toISOString()}`);
    await office.publish({
      ...programme,
      version: 2,
      effectiveFrom: new Date(effectiveMs).toISOString(),
      earning,
    });
  });
  plan('block', async (random) => {
    const { memberId } = oneOf(random, regulars);
    log(`${memberId} is blocked`);
    await office.setStatus(memberId, 'blocked');
  });
  plan('lost', async (random) => {
    const index = between(random, 0, terminals.length - 1);
    const terminal = terminals[index];
    if (terminal === undefined) {
      return;
    }
    // A person believes it gone; it is not, and comes back.
    networks[index]?.setOnline(false);
    time.after(between(random, 60_000, 600_000), () => networks[index]?.setOnline(true));
    const points = await office.declareLost(terminal.terminalId);
    truth.lostPoints += points;
    log(`${terminal.terminalId} is declared lost, with ${points} points`);
  });
  plan('image', async (random) => {
    const terminal = oneOf(random, terminals);
    terminal.backUp();
    await time.sleep(between(random, 60_000, 900_000));
    if (time.nowMs() >= endMs) {
      return;
    }
    await terminal.restoreBackup(options.settledSequence);
    await time.sleep(between(random, 100, 60_000));
    await terminal.start();
  });
  const support = (): void => {
    for (const terminal of terminals) {
      if (terminal.isStopped) {
        attempt('an enrolment', terminal.enrolAnew(office));
      }
    }
    time.after(PATIENCE_MS, support);
  };
  time.after(PATIENCE_MS, support);
}
