import { z } from 'zod';

/** Settings of this terminal alone, kept in its profile. */
export const localSettingsSchema = z.strictObject({
  colourScheme: z.enum(['auto', 'light', 'dark']),
  /** Serial readers that IT has set up; the framing ends a read. */
  serialReaders: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(300),
        baudRate: z.int().min(300).max(921_600),
        framing: z.enum(['cr', 'lf', 'crlf', 'idle']),
      }),
    )
    .max(16),
});

export const settingsChannels = {
  'settings.read': { request: z.strictObject({}), response: localSettingsSchema },
  'settings.write': { request: localSettingsSchema, response: localSettingsSchema },
} as const;

export type LocalSettings = z.infer<typeof localSettingsSchema>;
