import { dirname } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import { cardPatternSchema, storeSchema } from '../../protocol/enrol.ts';
import {
  base64Schema,
  hashSchema,
  idSchema,
  labelSchema,
  uuidSchema,
} from '../../protocol/primitives.ts';
import { readFileIfThere, systemErrorCode, writeFileAtomically } from '../files/atomicFile.ts';
import { signingKeyNames } from '../keyStore/terminalKeys.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { parseJsonText } from '../files/jsonText.ts';

const headSchema = z.strictObject({ sequence: z.int().min(0), hash: hashSchema });
const journalNameSchema = z.string().regex(/^terminal-[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/);

const enrolmentRecordSchema = z.strictObject({
  format: z.literal(1),
  /** Names the replica's database: another enrolment never meets old data. */
  profileId: uuidSchema,
  terminalId: idSchema,
  terminalName: labelSchema,
  chainName: labelSchema,
  store: storeSchema,
  ledgerUrl: z.url().max(2048),
  cardPatterns: z.array(cardPatternSchema).max(32),
  demonstration: z.boolean(),
  /** Where the terminal's chain stood at the ledger at enrolment. */
  head: headSchema,
  /** The name of the signing key in the key store; "signing-key" where it is left out. */
  signingKey: z.enum(signingKeyNames).optional(),
  /** The folder of the journal; by the terminal's id where it is left out. */
  journalName: journalNameSchema.optional(),
  /** Journals of earlier enrolments of which the ledger may not have everything yet. */
  carried: z
    .array(
      z.strictObject({
        journalName: journalNameSchema,
        terminalId: idSchema,
        /** The raw Ed25519 key that signed it, base64. */
        publicKey: base64Schema,
        head: headSchema,
      }),
    )
    .max(16)
    .optional(),
});

/** What makes this profile a terminal of the chain; nothing in it is secret. */
export type EnrolmentRecord = Readonly<z.infer<typeof enrolmentRecordSchema>>;

/** Why the enrolment could not be read or kept; the message is for the IT person. */
export interface ProfileFailure {
  readonly code: 'profileDamaged' | 'profileUnusable';
  readonly message: string;
}

/** Keeps the enrolment record of a profile. */
export interface ProfileStore {
  /** The record, or null before enrolment. A damaged file is an error and stays as it is. */
  read(): Promise<Result<EnrolmentRecord | null, ProfileFailure>>;
  /** Keeps a record durably, in place of an earlier one. */
  write(record: EnrolmentRecord): Promise<Result<void, ProfileFailure>>;
}

/** The store over the file at `path` (see profileLayout.ts). */
export function profileStore(path: string): ProfileStore {
  return {
    async read() {
      let content: Uint8Array | null;
      try {
        content = await readFileIfThere(path);
      } catch (error) {
        return fail(unusable('read', error));
      }
      if (content === null) {
        return ok(null);
      }
      const parsed = enrolmentRecordSchema.safeParse(parseJsonText(content));
      return parsed.success
        ? ok(parsed.data)
        : fail({
            code: 'profileDamaged',
            message: `The enrolment in this profile is damaged; its file ${path} was left as it is. Restore it from a copy, or move it away and enrol the terminal again.`,
          });
    },
    async write(record) {
      try {
        await makeDirectory(dirname(path));
        const text = `${JSON.stringify(enrolmentRecordSchema.parse(record), null, 2)}\n`;
        await writeFileAtomically(path, new TextEncoder().encode(text));
        return ok(undefined);
      } catch (error) {
        return fail(unusable('kept', error));
      }
    },
  };
}

function unusable(what: string, error: unknown): ProfileFailure {
  return {
    code: 'profileUnusable',
    message: `The enrolment could not be ${what} (${systemErrorCode(error)}). Check the rights of the profile folder and the space on its disk.`,
  };
}

/** The folder of a terminal's journal. */
export function journalNameOf(record: Pick<EnrolmentRecord, 'terminalId' | 'journalName'>): string {
  return record.journalName ?? `terminal-${record.terminalId}`;
}
