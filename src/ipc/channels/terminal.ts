import { z } from 'zod';

/** What this terminal is in the chain; null until it is enrolled. */
export const enrolmentSchema = z.object({
  terminalId: z.string().max(64),
  terminalName: z.string().max(200),
  storeId: z.string().max(64),
  storeName: z.string().max(200),
  chainName: z.string().max(200),
  ledgerUrl: z.string().max(2048),
  /** True for the demonstration chain: PINs and cards may be shown. */
  demonstration: z.boolean(),
});

export const terminalDescriptionSchema = z.object({
  host: z.enum(['electron', 'browser']),
  version: z.string().max(32),
  /** Names the replica's database, so that another enrolment never meets old data. */
  profileId: z.string().max(64),
  enrolment: enrolmentSchema.nullable(),
  /** Whether nothing is sold, for people practise; a page keeps to the mode that it was started in. */
  training: z.boolean(),
});

export const terminalChannels = {
  'terminal.describe': { request: z.strictObject({}), response: terminalDescriptionSchema },
  'terminal.enrol': {
    request: z.strictObject({ ledgerUrl: z.url().max(2048), code: z.string().min(4).max(64) }),
    response: terminalDescriptionSchema,
  },
} as const;

export type Enrolment = z.infer<typeof enrolmentSchema>;
export type TerminalDescription = z.infer<typeof terminalDescriptionSchema>;
