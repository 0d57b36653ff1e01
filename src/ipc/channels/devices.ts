import { z } from 'zod';

/** A reader as people see it. */
export const deviceSchema = z.object({
  deviceId: z.string().max(300),
  connection: z.enum(['hid', 'serial', 'wedge', 'simulator']),
  name: z.string().max(200),
  state: z.enum(['ready', 'opening', 'gone', 'failed']),
  /** What to do about it; empty while ready. */
  detail: z.string().max(500),
});

/** What a read means, after the decoder and the keyed hash. No card number passes here. */
export const readOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('card'),
    cardToken: z.string().length(32),
    cardLabel: z.string().max(64),
  }),
  z.object({ kind: z.literal('product'), gtin: z.string().length(14) }),
  /** Read well and refused: nothing of it is kept. */
  z.object({ kind: z.literal('refused'), reason: z.enum(['paymentCard', 'identityDocument']) }),
  z.object({ kind: z.literal('unreadable'), message: z.string().max(200) }),
]);

export const deviceReadSchema = z.object({
  deviceId: z.string().max(300),
  connection: deviceSchema.shape.connection,
  /** When the last byte came, host clock, milliseconds since 1970. */
  readAtMs: z.number(),
  outcome: readOutcomeSchema,
});

/** A physical key as the browser reports it (UI Events `KeyboardEvent.code`), never a layout's character. */
export const keystrokeSchema = z.strictObject({
  code: z.string().max(32),
  shift: z.boolean(),
  control: z.boolean(),
  alt: z.boolean(),
  /** Milliseconds on the page's monotonic clock. */
  atMs: z.number(),
});

/** The longest burst of keys that is taken for one scan. */
export const MAXIMUM_KEYSTROKES = 512;

export const deviceChannels = {
  'devices.list': {
    request: z.strictObject({}),
    response: z.object({ devices: z.array(deviceSchema).max(64) }),
  },
  /** A burst of keys as fast as a scanner types: decoded in the host like any other reader. */
  'devices.wedge': {
    request: z.strictObject({ keys: z.array(keystrokeSchema).min(1).max(MAXIMUM_KEYSTROKES) }),
    response: z.object({ outcome: readOutcomeSchema }),
  },
  /** A number that the cashier typed from the card or the product. */
  'devices.typed': {
    request: z.strictObject({ text: z.string().min(1).max(128) }),
    response: z.object({ outcome: readOutcomeSchema }),
  },
  /** Demonstration only: presents a number to the simulated reader, which sends the reports a real one would. */
  'devices.simulate': {
    request: z.strictObject({ number: z.string().regex(/^[0-9]{8,14}$/) }),
    response: z.object({}),
  },
} as const;

export const deviceEvents = {
  'devices.read': deviceReadSchema,
  'devices.changed': z.object({ devices: z.array(deviceSchema).max(64) }),
} as const;

export type Device = z.infer<typeof deviceSchema>;
export type ReadOutcome = z.infer<typeof readOutcomeSchema>;
export type Keystroke = z.infer<typeof keystrokeSchema>;
