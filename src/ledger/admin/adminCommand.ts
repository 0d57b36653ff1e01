import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { Result } from '../../domain/result.ts';

/** What a command of the administration is given. */
export interface AdminInput {
  readonly context: LedgerContext;
  /** The words behind the command's name. */
  readonly words: readonly string[];
  /** Options by name, without their dashes. */
  readonly options: Readonly<Record<string, string>>;
  /** The first line of standard input: secrets come that way, never as arguments, which others can see. */
  readonly readSecret: () => Promise<string>;
}

/** One command of `npm run ledger -- admin`. */
export interface AdminCommand {
  readonly name: string;
  /** How it is called and what it does, for the usage text. */
  readonly usage: string;
  readonly summary: string;
  /** How many words it takes. */
  readonly words: number;
  /** Options that it knows, and whether it needs them. */
  readonly options: Readonly<Record<string, 'needed' | 'optional'>>;
  /** Gives what is printed, as JSON; or a sentence about what will not do. */
  run(input: AdminInput): Promise<Result<unknown, string>>;
}
