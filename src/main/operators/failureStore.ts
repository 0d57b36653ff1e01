import { dirname } from 'node:path';
import { z } from 'zod';
import {
  keepAside,
  readFileIfThere,
  systemErrorCode,
  writeFileAtomically,
} from '../files/atomicFile.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { parseJsonText } from '../files/jsonText.ts';

/** So many operators' failures are kept. */
export const MAXIMUM_OPERATORS = 1000;

const failuresSchema = z.strictObject({
  format: z.literal(1),
  operators: z
    .array(
      z.strictObject({
        operatorId: z.string().min(1).max(64),
        failures: z.int().min(1),
        /** When the last PIN was wrong, by the computer's clock. */
        failedAtMs: z.number(),
      }),
    )
    .max(MAXIMUM_OPERATORS),
});

/** An operator's wrong PINs in a row. */
export type KeptFailures = Readonly<z.infer<typeof failuresSchema>['operators'][number]>;

/** What is kept in the file at `path`; nothing where it is not there. A damaged file is moved aside. */
export async function readFailures(
  path: string,
  warn: (message: string) => void,
): Promise<KeptFailures[]> {
  try {
    const content = await readFileIfThere(path);
    if (content === null) {
      return [];
    }
    const parsed = failuresSchema.safeParse(parseJsonText(content));
    if (parsed.success) {
      return parsed.data.operators;
    }
    const aside = await keepAside(path);
    warn(`The count of wrong PINs was damaged and begins anew; the old file is ${aside}.`);
  } catch (error) {
    warn(`The count of wrong PINs could not be read (${systemErrorCode(error)}).`);
  }
  return [];
}

/** Keeps the failures durably. A disk that fails must not keep cashiers out: then the count lasts until a restart. */
export async function writeFailures(
  path: string,
  operators: readonly KeptFailures[],
  warn: (message: string) => void,
): Promise<void> {
  try {
    await makeDirectory(dirname(path));
    const text = JSON.stringify({ format: 1, operators });
    await writeFileAtomically(path, new TextEncoder().encode(text));
  } catch (error) {
    warn(
      `The count of wrong PINs could not be kept (${systemErrorCode(error)}); it lasts until the next start.`,
    );
  }
}
