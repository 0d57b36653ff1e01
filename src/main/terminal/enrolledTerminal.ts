import { fail, ok, type Result } from '../../domain/result.ts';
import { ClockWatch } from '../clock/clockWatch.ts';
import { eventFrame } from '../ipc/ipcServer.ts';
import type { Journal } from '../journal/journal.ts';
import { loadSigningKey, loadTokenKey } from '../keyStore/terminalKeys.ts';
import { LedgerClient } from '../ledgerClient/ledgerClient.ts';
import type { EnrolmentRecord } from '../profile/profileStore.ts';
import { ChainRules } from '../settings/chainRules.ts';
import { HoldGate } from './holdGate.ts';
import { LeaseGate } from './leaseGate.ts';
import { RedemptionLimits } from '../settings/redemptionLimits.ts';
import { keepJournal, openTerminalJournal } from './openTerminalJournal.ts';
import { StandInGate } from './standInGate.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

/** What exists once the terminal belongs to a chain. */
export interface EnrolledTerminal {
  readonly record: EnrolmentRecord;
  readonly journal: Journal;
  /** Ends the journal's upkeep, then closes it. */
  readonly closeJournal: () => Promise<void>;
  /** The latest jump of the computer's clock, milliseconds; null where there is none to tell of. */
  readonly clockJumpMs: () => number | null;
  readonly ledger: LedgerClient;
  /** Lets nothing be sealed from a lease that is given back. */
  readonly leaseGate: LeaseGate;
  /** Lets a sale be sealed only by a hold that is not given back. */
  readonly holdGate: HoldGate;
  /** Lets nothing be sealed that this terminal may not authorise by itself. */
  readonly standInGate: StandInGate;
  readonly redemptionLimits: RedemptionLimits;
  /** The key of the chain's card tokens, 32 bytes, secret. */
  readonly tokenKey: Uint8Array;
  readonly chainRules: ChainRules;
}

/** Opens the journal and the way to the ledger of an enrolled profile; fails with a sentence for the IT person. */
export async function openEnrolledTerminal(
  options: TerminalHostOptions,
  record: EnrolmentRecord,
): Promise<Result<EnrolledTerminal, string>> {
  const { keyStore, log, onEvent, ports } = options;
  const signing = await loadSigningKey(keyStore, record.signingKey);
  const token = await loadTokenKey(keyStore);
  if (!signing.ok || !token.ok) {
    return fail(signing.ok ? (token.ok ? '' : token.error.message) : signing.error.message);
  }
  if (signing.value === null || token.value === null) {
    return fail(
      'This profile is enrolled but its keys are missing. Restore them from a copy; or move its file enrolment.json away, then enrol the terminal again with a new code.',
    );
  }
  const key = signing.value;
  const { terminalId } = record;
  const ledgerUrl = options.ledgerUrl ?? record.ledgerUrl;
  const report = (line: string) => log('error', line);
  const publish = (frame: ReturnType<typeof eventFrame>) => {
    if (frame !== null) {
      onEvent(frame);
    }
  };
  const ledger = new LedgerClient({
    ledgerUrl,
    fetch: options.fetch,
    clock: ports.clock,
    random: ports.random,
    signer: { terminalId, sign: (text) => key.sign(text) },
    onConnection: (state) => publish(eventFrame('ledger.connectionChanged', state, report)),
    onChanged: (topics) => publish(eventFrame('ledger.changed', { topics }, report)),
  });
  const watch = new ClockWatch({ ...ports, offsetMs: () => ledger.measuredOffsetMs });
  const journal = await openTerminalJournal(options, record, key, watch);
  if (!journal.ok) {
    return fail(journal.error.message);
  }
  const chainRules = await ChainRules.open({
    path: options.layout.chainRulesFile,
    record,
    warn: (message) => log('warning', message),
    onChange: (rules) => publish(eventFrame('chainRules.changed', rules, report)),
  });
  const redemptionLimits = await RedemptionLimits.open({
    path: options.layout.redemptionLimitsFile,
    profileId: record.profileId,
    warn: (message) => log('warning', message),
  });
  const stopUpkeep = keepJournal(journal.value, watch, log);
  return ok({
    record: { ...record, ledgerUrl },
    journal: journal.value,
    clockJumpMs: () => watch.jumpMs,
    closeJournal: async () => {
      stopUpkeep();
      await journal.value.close();
    },
    ledger,
    leaseGate: new LeaseGate(),
    holdGate: new HoldGate({
      monotonicMs: ports.monotonicMs,
      carriesOver: (record.carried ?? []).length > 0,
    }),
    standInGate: new StandInGate({ limits: redemptionLimits, clock: ports.clock }),
    redemptionLimits,
    tokenKey: token.value,
    chainRules,
  });
}
