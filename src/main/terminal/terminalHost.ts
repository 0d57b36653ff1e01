import { fail, ok, type Result } from '../../domain/result.ts';
import type { TerminalDescription } from '../../ipc/channels/terminal.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { HostConfiguration } from '../../hardware/hostMessages.ts';
import { DeviceSupervisor } from '../devices/deviceSupervisor.ts';
import { ReaderSetup, type PublishEvent } from '../devices/readerSetup.ts';
import { identifyRead, localRules, type CardRules } from '../identity/cardIdentifier.ts';
import { eventFrame } from '../ipc/ipcServer.ts';
import { OverrideDesk } from '../operators/overrideDesk.ts';
import { openPinCheck } from '../operators/pinCheck.ts';
import { SignOns } from '../operators/signOns.ts';
import { profileStore, type EnrolmentRecord } from '../profile/profileStore.ts';
import { settingsStore } from '../settings/settingsStore.ts';
import { Training } from '../training/training.ts';
import { carryOver } from './carryOver.ts';
import { chainRulesHandlers } from './chainRulesHandlers.ts';
import { demonstrationCards } from './demonstrationCards.ts';
import { deviceHandlers } from './deviceHandlers.ts';
import { openEnrolledTerminal, type EnrolledTerminal } from './enrolledTerminal.ts';
import { enrolTerminal } from './enrolTerminal.ts';
import { internal, notEnrolled, notInThisMode } from './ipcFailures.ts';
import { journalHandlers } from './journalHandlers.ts';
import { ledgerHandlers } from './ledgerHandlers.ts';
import { operatorHandlers } from './operatorHandlers.ts';
import { readerSetupHandlers } from './readerSetupHandlers.ts';
import { sealGuarded, type TerminalStaff } from './sealGuarded.ts';
import { apartInTraining, trainingHandlers } from './trainingHandlers.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

/** A terminal whose services run: the host's end of the contract. */
export interface TerminalHost {
  readonly handlers: HostHandlers;
  /** The contract for one window: what it asked of the readers ends when it is closed. */
  openWindow(): TerminalWindow;
  /** Ends readers, stream and journal, each cleanly. */
  stop(): Promise<void>;
}

/** The host's end of the contract for one window. */
export interface TerminalWindow {
  readonly handlers: HostHandlers;
  /** The window was closed or reloaded, or its page crashed or lost its connection. */
  close(): void;
}

/**
 * Composes the services of one terminal over its profile; both hosts use it. Fails with a sentence for the IT person
 * where the profile cannot be used as it is.
 */
export async function startTerminalHost(
  options: TerminalHostOptions,
): Promise<Result<TerminalHost, string>> {
  const { layout, log, ports } = options;
  const warn = (message: string) => log('warning', message);
  const record = await profileStore(layout.enrolmentFile).read();
  if (!record.ok) {
    return fail(record.error.message);
  }
  const settings = settingsStore(layout.settingsFile, warn);
  const kept = await settings.read();
  if (!kept.ok) {
    return fail(kept.error.message);
  }
  let terminal: EnrolledTerminal | null = null;
  if (record.value !== null) {
    const opened = await openEnrolledTerminal(options, record.value);
    if (!opened.ok) {
      return opened;
    }
    terminal = opened.value;
  }
  const training = await Training.open(layout);
  if (!training.ok) {
    return training;
  }
  const pinCheck = await openPinCheck({
    path: layout.signOnFile,
    clock: ports.clock,
    monotonicMs: ports.monotonicMs,
    warn,
  });
  const staff: TerminalStaff = {
    overrides: new OverrideDesk({ pinCheck, ids: ports.ids, monotonicMs: ports.monotonicMs }),
    signOns: new SignOns(),
  };

  const stopping = new AbortController();
  const current = () => terminal;
  let local = kept.value;
  const configuration = (): HostConfiguration => ({
    serialReaders: local.serialReaders,
    wedge: local.wedge,
    simulator: terminal?.record.demonstration ?? false,
  });
  const cardRules = (): CardRules | null =>
    terminal === null
      ? null
      : {
          tokenKey: terminal.tokenKey,
          layers: [localRules(local), terminal.chainRules.current],
        };
  const supervisor = new DeviceSupervisor({
    launch: options.launchDeviceHost,
    configuration: configuration(),
    nowMs: () => ports.clock.nowMs(),
    monotonicMs: ports.monotonicMs,
    log,
  });
  const setup = new ReaderSetup({
    supervisor,
    cardRules,
    serialReaders: () => local.serialReaders,
    publish: publisher(options),
  });
  publishDevices(options, supervisor, setup, cardRules);

  const begin = ({ record, ledger, holdGate }: EnrolledTerminal) => {
    ledger.start();
    carrying = carryOver(options, record, ledger, stopping.signal).then((hasAll) => {
      if (hasAll) {
        holdGate.carriedOver();
      }
    });
  };
  let carrying: Promise<void> = Promise.resolve();
  const describeNow = () => describe(options, terminal, training.value);
  let enrolling = false;
  const enrol: HostHandlers['terminal.enrol'] = async (request) => {
    if (terminal !== null && !mayEnrolAnew(terminal)) {
      const { terminalName, chainName } = terminal.record;
      const message = `This profile is ${terminalName} of ${chainName} already. Another terminal needs another profile.`;
      return fail({ code: 'alreadyEnrolled', message });
    }
    if (enrolling) {
      return internal('This terminal is being enrolled. Wait a moment.');
    }
    enrolling = true;
    try {
      const former = terminal;
      const previous = former?.record ?? null;
      const enrolled = await enrolTerminal(options, request, stopping.signal, previous);
      if (!enrolled.ok) {
        return enrolled;
      }
      await Promise.all([former?.ledger.stop(), former?.closeJournal()]);
      const opened = await openFor(options, enrolled.value);
      if (!opened.ok) {
        return opened;
      }
      terminal = opened.value;
      begin(terminal);
      supervisor.configure(configuration());
      return ok(describeNow());
    } finally {
      enrolling = false;
    }
  };

  const selling: HostHandlers = {
    ...journalHandlers(current, (enrolled, draft) =>
      sealGuarded({ ...enrolled, terminalId: enrolled.record.terminalId }, staff, draft),
    ),
    ...operatorHandlers(current, pinCheck, staff),
    ...ledgerHandlers(current),
    ...chainRulesHandlers(() => terminal?.chainRules ?? null),
    ...trainingHandlers({ training: training.value, pinCheck, ports, terminal: current }),
    ...deviceHandlers(supervisor, setup, {
      cardRules,
      demonstration: () => terminal?.record.demonstration === true,
      nowMs: () => ports.clock.nowMs(),
    }),
    ...readerSetupHandlers(setup, supervisor, setup.openWindow()),
    'terminal.describe': async () => Promise.resolve(ok(describeNow())),
    'terminal.enrol': enrol,
    'demonstration.cards': async () => {
      if (terminal === null) {
        return notEnrolled();
      }
      if (!terminal.record.demonstration) {
        const message = 'This chain is a real one: there are no demonstration cards.';
        return notInThisMode(message);
      }
      return demonstrationCards(terminal.ledger, layout.directory);
    },
    'settings.read': async () => {
      const read = await settings.read();
      return read.ok ? read : internal(read.error.message);
    },
    'settings.write': async (wanted) => {
      const written = await settings.write(wanted);
      if (!written.ok) {
        return internal(written.error.message);
      }
      local = written.value;
      supervisor.configure(configuration());
      return written;
    },
  };

  const handlers = apartInTraining(selling, training.value);

  supervisor.start();
  if (terminal !== null) {
    begin(terminal);
  }
  return ok({
    handlers,
    openWindow: () => {
      const window = setup.openWindow();
      return {
        handlers: { ...handlers, ...readerSetupHandlers(setup, supervisor, window) },
        close: () => setup.closeWindow(window),
      };
    },
    stop: async () => {
      stopping.abort();
      setup.stop();
      await Promise.all([supervisor.stop(), terminal?.ledger.stop(), terminal?.closeJournal()]);
      await carrying;
    },
  });
}

/** Where nothing may be approved under this enrolment any more, or the ledger has ended it, a new one takes its place. */
function mayEnrolAnew({ journal, ledger }: EnrolledTerminal): boolean {
  return journal.status().stopped !== null || ledger.connection.status === 'refused';
}

async function openFor(
  options: TerminalHostOptions,
  record: EnrolmentRecord,
): Promise<Result<EnrolledTerminal, IpcError>> {
  const opened = await openEnrolledTerminal(options, record);
  return opened.ok ? opened : internal(opened.error);
}

function describe(
  options: TerminalHostOptions,
  terminal: EnrolledTerminal | null,
  { journal }: Training,
): TerminalDescription {
  const { host, version } = options;
  const training = journal !== null;
  if (terminal === null) {
    return { host, version, profileId: '', enrolment: null, training };
  }
  const { profileId, store, terminalId, terminalName, chainName, ledgerUrl, demonstration } =
    terminal.record;
  return {
    host,
    version,
    profileId,
    training,
    enrolment: {
      terminalId,
      terminalName,
      storeId: store.storeId,
      storeName: store.name,
      chainName,
      ledgerUrl,
      demonstration,
    },
  };
}

/** Tells the windows what the readers do. Before enrolment no read means anything. */
function publishDevices(
  options: TerminalHostOptions,
  supervisor: DeviceSupervisor,
  setup: ReaderSetup,
  cardRules: () => CardRules | null,
): void {
  const publish = publisher(options);
  supervisor.onDevices((devices) => publish('devices.changed', { devices }));
  supervisor.onRead((read) => {
    const rules = cardRules();
    const outcome = rules === null ? null : identifyRead(rules, read.outcome);
    // While somebody sets a reader up, what it reads is no sale's.
    if (!setup.observe(read) && outcome !== null) {
      const { deviceId, connection, readAtMs } = read;
      publish('devices.read', { deviceId, connection, readAtMs, outcome });
    }
  });
}

/** Sends an event to the windows; one that does not have its schema is a defect and goes to the log instead. */
function publisher({ log, onEvent }: TerminalHostOptions): PublishEvent {
  return (event, payload) => {
    const frame = eventFrame(event, payload, (line) => log('error', line));
    if (frame !== null) {
      onEvent(frame);
    }
  };
}
