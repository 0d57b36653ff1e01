import type { Result } from '../../domain/result.ts';
import type { ClockWatch } from '../clock/clockWatch.ts';
import { DEFAULT_SPACE } from '../journal/diskSpace.ts';
import { openJournal, type Journal, type JournalFailure } from '../journal/journal.ts';
import { fileMarkCopy, keyStoreMarkCopy } from '../journal/markCopies.ts';
import { nodeFileSystem } from '../journal/nodeFileSystem.ts';
import type { SigningKey } from '../keyStore/terminalKeys.ts';
import { journalNameOf, type EnrolmentRecord } from '../profile/profileStore.ts';
import { settingsStore } from '../settings/settingsStore.ts';
import type { TerminalLog } from './terminalLog.ts';
import type { TerminalHostOptions } from './terminalOptions.ts';

const RETENTION_DAYS = 90;
const DAY_MS = 86_400_000;
/** How often the journal's upkeep is done; so much the mark lags behind at most while the host lives. */
const UPKEEP_INTERVAL_MS = 10_000;

/** Opens the journal of an enrolled profile, with its mark in the profile and in the key store. */
export async function openTerminalJournal(
  { keyStore, layout, log, ports }: TerminalHostOptions,
  record: EnrolmentRecord,
  key: SigningKey,
  watch: ClockWatch,
): Promise<Result<Journal, JournalFailure>> {
  const { terminalId, profileId, store, head } = record;
  const settings = await settingsStore(layout.settingsFile, (line) => log('warning', line)).read();
  const retentionDays =
    (settings.ok ? settings.value.journalRetentionDays : null) ?? RETENTION_DAYS;
  return openJournal({
    directory: layout.journalDirectory(journalNameOf(record)),
    fileSystem: nodeFileSystem,
    clock: ports.clock,
    clockState: () => watch.takeForSale(),
    bestNowMs: () => watch.bestNowMs(),
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
      retentionMs: retentionDays * DAY_MS,
      ledgerNowMs: () => {
        const offsetMs = watch.trustedOffsetMs();
        return offsetMs === null ? null : ports.clock.nowMs() + offsetMs;
      },
    },
  });
}

/** Does the journal's upkeep and looks at the clock again and again, until the returned function is called. */
export function keepJournal(journal: Journal, watch: ClockWatch, log: TerminalLog): () => void {
  const timer = setInterval(() => {
    const jumpMs = watch.look();
    if (jumpMs !== 0) {
      const seconds = Math.round(jumpMs / 1000);
      log('warning', `The clock of this computer jumped by ${seconds} s. Sales keep their order.`);
    }
    void journal.upkeep();
  }, UPKEEP_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
