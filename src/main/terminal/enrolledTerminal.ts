import { fail, ok, type Result } from '../../domain/result.ts';
import { eventFrame } from '../ipc/ipcServer.ts';
import type { CardRules } from '../identity/cardIdentifier.ts';
import { openJournal, type Journal } from '../journal/journal.ts';
import { nodeFileSystem } from '../journal/nodeFileSystem.ts';
import { loadSigningKey, loadTokenKey } from '../keyStore/terminalKeys.ts';
import { LedgerClient } from '../ledgerClient/ledgerClient.ts';
import type { EnrolmentRecord } from '../profile/profileStore.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

/** What exists once the terminal belongs to a chain. */
export interface EnrolledTerminal {
  readonly record: EnrolmentRecord;
  readonly journal: Journal;
  readonly ledger: LedgerClient;
  readonly cardRules: CardRules;
}

/** Opens the journal and the way to the ledger of an enrolled profile; fails with a sentence for the IT person. */
export async function openEnrolledTerminal(
  options: TerminalHostOptions,
  record: EnrolmentRecord,
): Promise<Result<EnrolledTerminal, string>> {
  const { keyStore, layout, log, onEvent, ports } = options;
  const signing = await loadSigningKey(keyStore);
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
  const { terminalId, store, head, cardPatterns } = record;
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
  const journal = await openJournal({
    directory: layout.journalDirectory(terminalId),
    fileSystem: nodeFileSystem,
    clock: ports.clock,
    clockState: () => ({ offsetMs: ledger.measuredOffsetMs, jumped: false }),
    ids: ports.ids,
    sha256Hex: ports.sha256Hex,
    localTime: ports.localTime,
    sign: (text) => key.sign(text),
    verify: (text, signature) => key.verify(text, signature),
    terminal: { terminalId, store },
    head,
  });
  if (!journal.ok) {
    return fail(journal.error.message);
  }
  return ok({
    record: { ...record, ledgerUrl },
    journal: journal.value,
    ledger,
    cardRules: { tokenKey: token.value, cardPatterns },
  });
}
