import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  auditReportSchema,
  DEMO_AUDIT_PATH,
  DEMO_BALANCES_PATH,
  demoBalancesResponseSchema,
  type AuditReport,
} from '../../src/protocol/demoAudit.ts';
import type { LocalSettings } from '../../src/ipc/channels/settings.ts';
import { settingsStore } from '../../src/main/settings/settingsStore.ts';
import { profileLayout } from '../../src/main/profile/profileLayout.ts';
import { descendantsOf } from '../support/descendantsOf.ts';
import { TestTerminal } from '../support/ledgerTerminal.ts';
import {
  projectRoot,
  startScript,
  type ProcessExit,
  type RunningProcess,
} from '../support/processes.ts';
import { CHAIN_MEMBERS } from './demoGoods.ts';
import { simulatedReader, type Reader } from './readers.ts';
import {
  startBrowserHost,
  startElectronHost,
  type OpenedTerminal,
  type TerminalProcess,
} from './terminalProcess.ts';

const ledgerReadySchema = z.object({ url: z.string(), enrolmentCodes: z.array(z.string()).min(2) });
const START_TIMEOUT_MS = 120_000;

/** What a world may be other than by default. */
export interface WorldOptions {
  /** Members of the chain. */
  readonly members?: number;
  /** Electron's executable, to run the terminal as the desktop application; else the browser host serves it. */
  readonly electron?: string | null;
}

/** How the host reaches the ledger. */
interface LedgerWay {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A ledger, a terminal's host and a reader, all of them real processes on data in a folder of their own. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'terminal-world-'));
  readonly profile = join(this.folder, 'profile');
  readonly reader: Reader;
  readonly #members: number;
  readonly #electron: string | null;
  #ledger: RunningProcess | null = null;
  #host: TerminalProcess | null = null;
  #auditor: TestTerminal | null = null;
  #ledgerUrl = '';
  #way: LedgerWay | null = null;
  #prefix: readonly string[] = [];
  #codes: readonly string[] = [];
  readonly #processes: { output(): string }[] = [];

  constructor(reader: Reader = simulatedReader(), options: WorldOptions = {}) {
    this.reader = reader;
    this.#members = options.members ?? CHAIN_MEMBERS;
    this.#electron = options.electron ?? null;
  }

  /** Where the ledger keeps its data. */
  get ledgerFolder(): string {
    return join(this.folder, 'ledger');
  }

  /** Keeps settings in the profile, as an earlier day's set-up would have. Before the host is started. */
  async configure(settings: LocalSettings): Promise<void> {
    const { settingsFile } = profileLayout(this.profile);
    const kept = await settingsStore(settingsFile, () => undefined).write(settings);
    if (!kept.ok) {
      throw new Error(kept.error.message);
    }
  }

  /** Starts the ledger, at the same address every time: a port that no program is given while it is down. */
  async startLedger(): Promise<void> {
    const port =
      this.#ledgerUrl === '' ? String(randomInt(20_000, 30_000)) : new URL(this.#ledgerUrl).port;
    this.#ledger = startScript('src/ledger/entry.ts', [
      ...['--data', this.ledgerFolder, '--port', port],
      ...['--demo', '--members', String(this.#members), '--ready-json'],
    ]);
    this.#processes.push(this.#ledger);
    const [line] = await this.#ledger.waitForLine(/^\{"ledger":"ready".*\}$/, START_TIMEOUT_MS);
    const ready = ledgerReadySchema.parse(JSON.parse(line));
    this.#ledgerUrl = ready.url;
    this.#codes = ready.enrolmentCodes;
  }

  /** Where the ledger listens. */
  get ledgerUrl(): string {
    return this.#ledgerUrl;
  }

  /** From its next start on, the host goes to the ledger by `way`; its environment is added to the host's own. */
  reachLedgerBy(way: LedgerWay): void {
    this.#way = way;
  }

  /** From its next start on, the host runs behind these words, e.g. on a disk of its own. */
  runHostBehind(prefix: readonly string[]): void {
    this.#prefix = prefix;
  }

  /** Stops the ledger, does what only a back office may (`ledger admin`), and starts it again. */
  async administer(...admin: readonly string[]): Promise<void> {
    await this.stopLedger();
    const command = startScript('scripts/ledger.ts', [
      ...['admin', ...admin, '--data', this.ledgerFolder],
    ]);
    const { code } = await command.exited;
    if (code !== 0) {
      throw new Error(command.output());
    }
    await this.startLedger();
  }

  /** The process of the host that runs. */
  get hostPid(): number {
    return this.#host?.pid ?? -1;
  }

  /** Stops the ledger cleanly. */
  async stopLedger(): Promise<void> {
    await this.#ledger?.stop();
    this.#ledger = null;
  }

  /**
   * Starts the terminal's host on its profile, enrolled by the first code unless told otherwise, or gives the one that runs:
   * the address to open, or the window of the desktop application.
   */
  async startHost(enrolment: 'enrolled' | 'notEnrolled' = 'enrolled'): Promise<OpenedTerminal> {
    if (this.#host === null) {
      const enrol = enrolment === 'enrolled' ? ['--enrol', this.#codes[0] ?? ''] : [];
      const { url, environment } = this.#way ?? { url: this.#ledgerUrl, environment: {} };
      const place = {
        prefix: [...this.#prefix, ...this.reader.prefix],
        folder: this.folder,
        arguments: ['--profile', this.profile, '--ledger', url, ...enrol],
        environment,
      };
      this.#host =
        this.#electron === null
          ? startBrowserHost(place)
          : await startElectronHost(place, this.#electron);
      this.#processes.push(this.#host);
    }
    return this.#host.opened();
  }

  /** Starts one more host on the same profile, and waits for its end. */
  async startSecondHost(): Promise<ProcessExit & { readonly output: string }> {
    const second = startScript('src/main/browser/entry.ts', [
      ...['--profile', this.profile, '--renderer', join(projectRoot, 'dist/renderer')],
      ...['--ledger', this.#ledgerUrl, '--ready-json'],
    ]);
    const exit = await second.exited;
    return { ...exit, output: second.output() };
  }

  /** Ends the host and its device host as a power cut would: SIGKILL. */
  async killHost(): Promise<void> {
    await this.#host?.kill();
    this.#host = null;
  }

  /** Asks the host to stop. */
  async stopHost(): Promise<ProcessExit | null> {
    const exit = (await this.#host?.stop()) ?? null;
    this.#host = null;
    return exit;
  }

  /** Ends the device host that reads as a crash in a driver would: SIGKILL. The one that stands by is younger. */
  killDeviceHost(): void {
    const reading = descendantsOf(this.#host?.pid ?? -1)
      .filter(({ command }) => command.includes('deviceHost'))
      .sort((left, right) => left.pid - right.pid)[0];
    if (reading === undefined) {
      throw new Error('the host has no device host');
    }
    process.kill(reading.pid, 'SIGKILL');
  }

  /** Everything that the ledger and each of the hosts wrote to their terminals. */
  everyOutput(): string {
    return this.#processes.map((one) => one.output()).join('\n');
  }

  /** Everything that the host wrote to its terminal. */
  hostOutput(): string {
    return this.#host?.output() ?? '';
  }

  /** What the ledger says a member may spend. */
  async ledgerPoints(memberId: string): Promise<number> {
    const auditor = await this.#enrolledAuditor();
    const path = `${DEMO_BALANCES_PATH}${memberId}`;
    return (await auditor.get(path, demoBalancesResponseSchema)).activePoints;
  }

  /** The ledger's audit of itself. */
  async audit(): Promise<AuditReport> {
    return (await this.#enrolledAuditor()).get(DEMO_AUDIT_PATH, auditReportSchema);
  }

  /** The code of the next lane of the same store. */
  get nextLaneCode(): string {
    return this.#codes[1] ?? '';
  }

  /** Another terminal of the same store, without a screen. Ask before the host is enrolled. */
  async nextLane(): Promise<TestTerminal> {
    const lane = new TestTerminal(this.#ledgerUrl);
    const enrolled = await lane.enrol(this.nextLaneCode);
    if (enrolled.error !== null) {
      throw new Error(`the next lane was not enrolled: ${enrolled.error.message}`);
    }
    return lane;
  }

  /** Ends everything and removes the folder. */
  async close(): Promise<void> {
    await this.stopHost();
    await this.stopLedger();
    await this.reader.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A terminal of its own, so that asking does not disturb the one under test. */
  async #enrolledAuditor(): Promise<TestTerminal> {
    if (this.#auditor === null) {
      const auditor = new TestTerminal(this.#ledgerUrl);
      const enrolled = await auditor.enrol(this.#codes.at(-1) ?? '');
      if (enrolled.error !== null) {
        throw new Error(`the auditor was not enrolled: ${enrolled.error.message}`);
      }
      this.#auditor = auditor;
    }
    return this.#auditor;
  }
}
