import { join } from 'node:path';

/** Where things lie in a profile: all that one terminal keeps on this computer. */
export interface ProfileLayout {
  readonly directory: string;
  readonly enrolmentFile: string;
  readonly settingsFile: string;
  /** The chain's rules of reads, as last pulled. */
  readonly chainRulesFile: string;
  /** What the terminal may redeem by itself, as last pulled. */
  readonly redemptionLimitsFile: string;
  /** Wrong PINs per operator. */
  readonly signOnFile: string;
  readonly keysDirectory: string;
  /** There while the terminal is in training mode. */
  readonly trainingFile: string;
  /** What was practised; apart from every journal. */
  readonly trainingJournalFile: string;
  /** The high-water mark of a terminal's journal, outside of the journal's own folder. */
  journalMarkFile(terminalId: string): string;
  /** A journal by its name; another enrolment begins another one and leaves the old as it is. */
  journalDirectory(journalName: string): string;
}

/** The layout of the profile in `directory`. */
export function profileLayout(directory: string): ProfileLayout {
  return {
    directory,
    enrolmentFile: join(directory, 'enrolment.json'),
    settingsFile: join(directory, 'settings.json'),
    chainRulesFile: join(directory, 'chain-rules.json'),
    redemptionLimitsFile: join(directory, 'redemption-limits.json'),
    signOnFile: join(directory, 'sign-on.json'),
    keysDirectory: join(directory, 'keys'),
    trainingFile: join(directory, 'training.json'),
    trainingJournalFile: join(directory, 'training-journal.jsonl'),
    journalMarkFile: (terminalId) => join(directory, `journal-mark-${terminalId}.json`),
    journalDirectory: (journalName) => join(directory, 'journal', journalName),
  };
}
