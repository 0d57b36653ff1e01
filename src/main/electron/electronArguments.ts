import { parseArgs } from 'node:util';

/** What the command line may say to the desktop application; anything else there is Chromium's. */
export interface ElectronArguments {
  readonly profile: string | null;
  /** Where the ledger is now; null for where it was at enrolment. */
  readonly ledger: string | null;
  readonly enrol: string | null;
  /** Ends when standard input does. */
  readonly exitWithParent: boolean;
}

/** Reads the command line after the executable, and after the application's folder where it is not packaged. */
export function parseElectronArguments(commandLine: readonly string[]): ElectronArguments {
  const { values } = parseArgs({
    args: [...commandLine],
    strict: false,
    options: {
      profile: { type: 'string' },
      ledger: { type: 'string' },
      enrol: { type: 'string' },
      'exit-with-parent': { type: 'boolean' },
    },
  });
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    profile: textOf(values.profile),
    ledger: textOf(values.ledger),
    enrol: textOf(values.enrol),
    exitWithParent: values['exit-with-parent'] === true,
  };
}
