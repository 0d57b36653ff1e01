import { dirname } from 'node:path';
import { z } from 'zod';
import { redemptionModeOf } from '../../domain/authorisation.ts';
import type { Programme, RedemptionMode, StandInRule } from '../../domain/programme.ts';
import { uuidSchema } from '../../protocol/primitives.ts';
import { programmeSchema, settingSchema, type Setting } from '../../protocol/pullReference.ts';
import {
  keepAside,
  readFileIfThere,
  systemErrorCode,
  writeFileAtomically,
} from '../files/atomicFile.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { parseJsonText } from '../files/jsonText.ts';

/** So many versions of programmes are kept, the latest heard. */
const MAXIMUM_VERSIONS = 100;

const keptSchema = z.strictObject({
  format: z.literal(1),
  /** Of which enrolment: another chain has other rules. */
  profileId: uuidSchema,
  storeMode: settingSchema.shape.redemptionMode.unwrap().nullable(),
  versions: z
    .array(
      z.strictObject({
        programmeId: programmeSchema.shape.programmeId,
        version: programmeSchema.shape.version,
        standIn: programmeSchema.shape.standIn,
        redemptionMode: programmeSchema.shape.redemptionMode,
      }),
    )
    .max(MAXIMUM_VERSIONS),
});

type Kept = z.infer<typeof keptSchema>;

/** What a terminal may redeem by itself under a version of the programme. */
export interface KnownLimits {
  readonly mode: RedemptionMode;
  readonly standIn: StandInRule;
}

/** Where the limits are kept. */
interface RedemptionLimitsOptions {
  /** See profileLayout.ts. */
  readonly path: string;
  readonly profileId: string;
  readonly warn: (message: string) => void;
}

/**
 * The limits of redemption that the ledger sent to this terminal, as the host itself has heard them: kept on its disk, so that
 * they hold offline and after a restart, whatever a page believes. Where the disk takes nothing they last for this run.
 */
export class RedemptionLimits {
  readonly #options: RedemptionLimitsOptions;
  #kept: Kept;
  #heard = false;

  private constructor(options: RedemptionLimitsOptions, kept: Kept) {
    this.#options = options;
    this.#kept = kept;
  }

  /** Takes what is kept; a damaged file is moved aside, and nothing is known until the ledger is heard. */
  static async open(options: RedemptionLimitsOptions): Promise<RedemptionLimits> {
    const { path, profileId, warn } = options;
    const nothing: Kept = { format: 1, profileId, storeMode: null, versions: [] };
    try {
      const content = await readFileIfThere(path);
      const parsed = content === null ? null : keptSchema.safeParse(parseJsonText(content));
      if (parsed?.success === true && parsed.data.profileId === profileId) {
        return new RedemptionLimits(options, parsed.data);
      }
      if (parsed?.success === false) {
        const aside = await keepAside(path);
        warn(
          `The limits of redemption were damaged; they are pulled anew. The old file is ${aside}.`,
        );
      }
    } catch (error) {
      warn(`The limits of redemption could not be read (${systemErrorCode(error)}).`);
    }
    return new RedemptionLimits(options, nothing);
  }

  /** Whether the ledger's programmes were heard since this start; until then they are asked for whole. */
  get heard(): boolean {
    return this.#heard;
  }

  /** The limits under a version of the programme; null for one that the host has not heard of. */
  of(programmeId: string, version: number): KnownLimits | null {
    const { versions, storeMode } = this.#kept;
    const found = versions.find(
      (one) => one.programmeId === programmeId && one.version === version,
    );
    if (found === undefined) {
      return null;
    }
    const mode = redemptionModeOf(found, { redemptionMode: storeMode ?? undefined });
    return { mode, standIn: found.standIn };
  }

  /** Takes the programmes of an answer of the ledger. */
  async takeProgrammes(programmes: readonly Programme[]): Promise<void> {
    this.#heard = true;
    const taken = programmes.map(({ programmeId, version, standIn, redemptionMode }) => ({
      programmeId,
      version,
      standIn,
      redemptionMode,
    }));
    const isTaken = (one: Kept['versions'][number]) =>
      taken.some(({ programmeId, version }) => keyOf({ programmeId, version }) === keyOf(one));
    const before = this.#kept.versions.filter((one) => !isTaken(one));
    await this.#keep({ ...this.#kept, versions: [...before, ...taken].slice(-MAXIMUM_VERSIONS) });
  }

  /** Takes the store's own mode from a setting that the ledger sent. */
  async takeSetting({ redemptionMode }: Setting): Promise<void> {
    await this.#keep({ ...this.#kept, storeMode: redemptionMode ?? null });
  }

  async #keep(kept: Kept): Promise<void> {
    const text = JSON.stringify(kept);
    const isNew = text !== JSON.stringify(this.#kept);
    this.#kept = kept;
    if (!isNew) {
      return;
    }
    const { path, warn } = this.#options;
    try {
      await makeDirectory(dirname(path));
      await writeFileAtomically(path, new TextEncoder().encode(text));
    } catch (error) {
      warn(
        `The limits of redemption could not be kept (${systemErrorCode(error)}); they last until the next start.`,
      );
    }
  }
}

function keyOf({ programmeId, version }: { programmeId: string; version: number }): string {
  return `${programmeId}/${version}`;
}
