import type { Result } from '../../domain/result.ts';
import { DEFAULT_SPACE } from '../journal/diskSpace.ts';
import { openJournal, type Journal, type JournalFailure } from '../journal/journal.ts';
import { fileMarkCopy, keyStoreMarkCopy } from '../journal/markCopies.ts';
import { nodeFileSystem } from '../journal/nodeFileSystem.ts';
import type { SigningKey } from '../keyStore/terminalKeys.ts';
import type { LedgerClient } from '../ledgerClient/ledgerClient.ts';
import type { EnrolmentRecord } from '../profile/profileStore.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

/** So long a confirmed sale stays in the journal at least. */
const RETENTION_MS = 90 * 86_400_000;
/** How often the journal's upkeep is done; so much the mark lags behind at most while the host lives. */
const UPKEEP_INTERVAL_MS = 10_000;

/** Opens the journal of an enrolled profile, with its mark in the profile and in the key store. */
export async function openTerminalJournal(
  { keyStore, layout, ports }: TerminalHostOptions,
  { terminalId, profileId, store, head }: EnrolmentRecord,
  key: SigningKey,
  ledger: LedgerClient,
): Promise<Result<Journal, JournalFailure>> {
  return openJournal({
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
    mark: {
      enrolmentId: profileId,
      publicKey: key.publicKeyBase64,
      copies: [
        fileMarkCopy(nodeFileSystem, layout.journalMarkFile(terminalId)),
        keyStoreMarkCopy(keyStore),
      ],
    },
    space: DEFAULT_SPACE,
    retention: {
      retentionMs: RETENTION_MS,
      ledgerNowMs: () =>
        ledger.measuredOffsetMs === null ? null : ports.clock.nowMs() + ledger.measuredOffsetMs,
    },
  });
}

/** Does the journal's upkeep again and again, until the returned function is called. */
export function keepJournal(journal: Journal): () => void {
  const timer = setInterval(() => void journal.upkeep(), UPKEEP_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
