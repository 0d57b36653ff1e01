import { z } from 'zod';
import { idSchema } from '../../protocol/primitives.ts';
import type { PushedText } from '../quarantine/pushedText.ts';

/** The database counts versions in 32 bits. */
const namedSchema = z.object({
  body: z.object({
    programmeId: idSchema,
    programmeVersion: z.int().min(1).max(2_147_483_647),
  }),
});

/** The programme version that a pushed value names, before it is parsed whole; none where it names none. */
export function programmeNamed({
  value,
}: PushedText): { readonly programmeId: string; readonly programmeVersion: number }[] {
  const named = namedSchema.safeParse(value);
  return named.success ? [named.data.body] : [];
}
