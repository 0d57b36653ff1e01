import { dirname } from 'node:path';
import { z } from 'zod';
import { describeCardPattern } from '../../domain/identity/cardPatternText.ts';
import { describeMeasureRule } from '../../domain/measureRule.ts';
import { readRuleFaults, type ReadRules } from '../../domain/readRules.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { ChainRulesInWords } from '../../ipc/channels/chainRules.ts';
import { uuidSchema } from '../../protocol/primitives.ts';
import { settingSchema, type Setting } from '../../protocol/pullReference.ts';
import {
  keepAside,
  readFileIfThere,
  systemErrorCode,
  writeFileAtomically,
} from '../files/atomicFile.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { parseJsonText } from '../files/jsonText.ts';
import type { EnrolmentRecord } from '../profile/profileStore.ts';

const LONGEST_PROBLEM = 1000;

const keptSchema = z.strictObject({
  format: z.literal(1),
  /** Of which enrolment: another one begins with its own rules. */
  profileId: uuidSchema,
  cardPatterns: settingSchema.shape.cardPatterns.unwrap(),
  measureRules: settingSchema.shape.measureRules.unwrap(),
});

/** What the rules are kept with. */
interface ChainRulesOptions {
  /** See profileLayout.ts. */
  readonly path: string;
  readonly record: Pick<EnrolmentRecord, 'profileId' | 'cardPatterns'>;
  readonly warn: (message: string) => void;
  /** Hears that the rules, or what is wrong with newer ones, changed. */
  readonly onChange: (rules: ChainRulesInWords) => void;
}

/**
 * The chain's rules of reads at this terminal: those of its enrolment until the ledger's setting brings newer ones, which are
 * kept on the disk before they take effect. Rules that will not do never replace good ones: they are told instead.
 */
export class ChainRules {
  readonly #options: ChainRulesOptions;
  #current: ReadRules;
  #problem: string | null = null;
  #heard = false;

  private constructor(options: ChainRulesOptions, current: ReadRules) {
    this.#options = options;
    this.#current = current;
  }

  /** Takes what is kept; a damaged file is moved aside, and the rules of the enrolment hold until the ledger is heard. */
  static async open(options: ChainRulesOptions): Promise<ChainRules> {
    const { path, record, warn } = options;
    const ofEnrolment: ReadRules = { cardPatterns: record.cardPatterns, measureRules: [] };
    try {
      const content = await readFileIfThere(path);
      if (content === null) {
        return new ChainRules(options, ofEnrolment);
      }
      const kept = keptSchema.safeParse(parseJsonText(content));
      if (kept.success) {
        const { profileId, cardPatterns, measureRules } = kept.data;
        const own = profileId === record.profileId;
        return new ChainRules(options, own ? { cardPatterns, measureRules } : ofEnrolment);
      }
      const aside = await keepAside(path);
      warn(
        `The chain’s card formats were damaged; they are pulled anew. The old file is ${aside}.`,
      );
    } catch (error) {
      warn(`The chain’s card formats could not be read (${systemErrorCode(error)}).`);
    }
    return new ChainRules(options, ofEnrolment);
  }

  get current(): ReadRules {
    return this.#current;
  }

  /** Whether the ledger's setting was seen since this start; until then it is asked for whole. */
  get heard(): boolean {
    return this.#heard;
  }

  /** For the people who set readers up. */
  inWords(): ChainRulesInWords {
    const { cardPatterns, measureRules } = this.#current;
    return {
      cardFormats: cardPatterns.map((pattern) => describeCardPattern(pattern)),
      measureRules: measureRules.map((rule) => describeMeasureRule(rule)),
      problem: this.#problem,
    };
  }

  /** Takes the rules of a setting that the ledger sent. Fails where they are good and could not be kept: ask again. */
  async take({ cardPatterns, measureRules }: Setting): Promise<Result<void, string>> {
    if (cardPatterns === undefined && measureRules === undefined) {
      // A ledger without such rules, or one that has none set: what the terminal has stays.
      this.#heard = true;
      return ok(undefined);
    }
    const rules: ReadRules = {
      cardPatterns: cardPatterns ?? this.#current.cardPatterns,
      measureRules: measureRules ?? this.#current.measureRules,
    };
    const faults = faultsOf(rules, this.#current);
    if (faults.length > 0) {
      this.#heard = true;
      const message = `The chain’s newest rules are not used, the ones before stay: ${faults.join(' ')}`;
      this.#tell(message.slice(0, LONGEST_PROBLEM));
      return ok(undefined);
    }
    if (!isSame(rules, this.#current)) {
      const kept = await this.#keep(rules);
      if (!kept.ok) {
        this.#tell(kept.error);
        return kept;
      }
      this.#current = rules;
      this.#problem = null;
      this.#options.onChange(this.inWords());
    } else if (this.#problem !== null) {
      this.#problem = null;
      this.#options.onChange(this.inWords());
    }
    this.#heard = true;
    return ok(undefined);
  }

  async #keep({ cardPatterns, measureRules }: ReadRules): Promise<Result<void, string>> {
    const { path, record } = this.#options;
    const { profileId } = record;
    try {
      await makeDirectory(dirname(path));
      const content = { format: 1, profileId, cardPatterns, measureRules };
      const text = `${JSON.stringify(content, null, 2)}\n`;
      await writeFileAtomically(path, new TextEncoder().encode(text));
      return ok(undefined);
    } catch (error) {
      return fail(
        `The chain’s new card formats could not be kept (${systemErrorCode(error)}). Check the rights of the profile folder and the space on its disk.`,
      );
    }
  }

  #tell(problem: string): void {
    if (problem !== this.#problem) {
      this.#problem = problem;
      this.#options.warn(problem);
      this.#options.onChange(this.inWords());
    }
  }
}

function faultsOf(rules: ReadRules, before: ReadRules): string[] {
  const deaf = rules.cardPatterns.length === 0 && before.cardPatterns.length > 0;
  return deaf ? ['They name no card format.'] : readRuleFaults(rules);
}

function isSame(one: ReadRules, other: ReadRules): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

/** The rules in words, which do not depend on the order of fields. */
function inOrder({ cardPatterns, measureRules }: ReadRules): readonly (readonly string[])[] {
  return [
    cardPatterns.map((pattern) => describeCardPattern(pattern)),
    measureRules.map((rule) => describeMeasureRule(rule)),
  ];
}
