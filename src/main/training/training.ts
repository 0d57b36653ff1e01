import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { ProfileLayout } from '../profile/profileLayout.ts';
import { readFileIfThere, systemErrorCode, writeFileAtomically } from '../files/atomicFile.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { syncDirectory } from '../files/syncDirectory.ts';
import { TrainingJournal } from './trainingJournal.ts';

type TrainingFiles = Pick<ProfileLayout, 'trainingFile' | 'trainingJournalFile'>;

/**
 * Whether this terminal is in training mode. It is for as long as its file is there, so that a restart, or a power cut in
 * mid-switch, leaves it in one mode or in the other.
 */
export class Training {
  readonly #files: TrainingFiles;
  #journal: TrainingJournal | null;

  private constructor(files: TrainingFiles, journal: TrainingJournal | null) {
    this.#files = files;
    this.#journal = journal;
  }

  /** Finds the mode that the terminal was left in; fails with a sentence for the IT person. */
  static async open(files: TrainingFiles): Promise<Result<Training, string>> {
    try {
      const on = (await readFileIfThere(files.trainingFile)) !== null;
      const journal = on ? await TrainingJournal.open(files.trainingJournalFile) : null;
      return ok(new Training(files, journal));
    } catch (error) {
      return fail(unusable('read', error));
    }
  }

  /** What is practised in; null where the terminal sells. */
  get journal(): TrainingJournal | null {
    return this.#journal;
  }

  /** From here on nothing is sold. Begins with an empty journal of its own; while it is on, changes nothing. */
  async begin(): Promise<Result<void, string>> {
    if (this.#journal !== null) {
      return ok(undefined);
    }
    const { trainingFile, trainingJournalFile } = this.#files;
    try {
      await makeDirectory(dirname(trainingFile));
      await rm(trainingJournalFile, { force: true });
      await writeFileAtomically(trainingFile, new TextEncoder().encode('{"format":1}\n'));
      this.#journal = await TrainingJournal.open(trainingJournalFile);
      return ok(undefined);
    } catch (error) {
      return fail(unusable('kept', error));
    }
  }

  /** Forgets what was practised; from here on the terminal sells. */
  async end(): Promise<Result<void, string>> {
    const { trainingFile } = this.#files;
    try {
      await this.#journal?.remove();
      await rm(trainingFile, { force: true });
      await syncDirectory(dirname(trainingFile));
      this.#journal = null;
      return ok(undefined);
    } catch (error) {
      return fail(unusable('ended', error));
    }
  }
}

function unusable(what: string, error: unknown): string {
  return `Training mode could not be ${what} (${systemErrorCode(error)}). Check the rights of the profile folder and the space on its disk.`;
}
