import { z } from 'zod';
import {
  serialLineSettingSchema,
  serialReaderSettingSchema,
  usbIdentitySchema,
  wedgeSettingSchema,
} from './settings.ts';

/** A reader as people see it. */
export const deviceSchema = z.object({
  deviceId: z.string().max(300),
  connection: z.enum(['hid', 'serial', 'wedge', 'simulator']),
  /** What it is by UnifiedPOS 1.16: a reader of codes, of stripes, or of contactless chips. */
  deviceClass: z.enum(['Scanner', 'MSR', 'RFIDScanner']),
  /** Make and model. */
  name: z.string().max(200),
  /** Where it is plugged in, for IT: a port's name; empty where there is none to tell. */
  location: z.string().max(300),
  /**
   * By UnifiedPOS: `opening`, `gone` and `failed` are closed; `opened` is open, but another process of this machine has
   * claimed it; `claimed` is ours, and not yet enabled; `ready` is enabled: what it reads is delivered.
   */
  state: z.enum(['ready', 'opening', 'opened', 'claimed', 'gone', 'failed']),
  /** What to do about it; empty while there is nothing to do. */
  detail: z.string().max(500),
});

/** A product, and what the label of a scale says of it: `amount` × 10^-`decimals` currency units or kilograms. */
const productReadSchema = z.object({
  kind: z.literal('product'),
  gtin: z.string().length(14),
  measure: z
    .object({
      kind: z.enum(['price', 'weight']),
      amount: z.int().min(0).max(999_999_999),
      decimals: z.int().min(0).max(5),
    })
    .exactOptional(),
});

/** What a read means, after the decoder and the keyed hash. No card number passes here. */
export const readOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('card'),
    cardToken: z.string().length(32),
    cardLabel: z.string().max(64),
  }),
  productReadSchema,
  /** The code on a receipt of this shop's tills. */
  z.object({ kind: z.literal('receipt'), transactionId: z.string().max(110) }),
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

/** A serial port of this machine, for setting a reader up. */
export const serialPortSchema = z.object({
  path: z.string().max(300),
  manufacturer: z.string().max(200),
  serialNumber: z.string().max(200),
  /** Null for a port that is no USB device. Goes into the reader's setting, so that it is found again after a replug. */
  usb: usbIdentitySchema.nullable(),
  /** Whether a reader is set up at this port already. */
  configured: z.boolean(),
});

/** What came in at a reader and what it means, for the setup screen. Of a refused read nothing but the refusal. */
export const observationSchema = z.object({
  deviceId: z.string().max(300),
  connection: deviceSchema.shape.connection,
  readAtMs: z.number(),
  received: z.object({
    /** Bytes, or keys of a keyboard reader; null of a refused read. */
    count: z.int().min(0).nullable(),
    unit: z.enum(['bytes', 'keys']),
    /** In words, e.g. "1 report of 64 bytes", "15 bytes ended by CR LF". */
    framing: z.string().max(200),
    /** AIM identifier, e.g. "]E0", and the symbology that it names; null where the reader sent none. */
    aim: z.string().max(8).nullable(),
    symbology: z.string().max(40).nullable(),
  }),
  meaning: z.discriminatedUnion('kind', [
    /** A card of the chain. `cardFormat` is the text of the format that took it. */
    z.object({
      kind: z.literal('card'),
      scheme: z.enum(['number', 'gsrn', 'uid']),
      cardLabel: z.string().max(64),
      length: z.int(),
      cardFormat: z.string().max(200),
      /** By which the replica knows a member; absent where the terminal has no key yet. */
      cardToken: z.string().length(32).optional(),
    }),
    productReadSchema,
    z.object({ kind: z.literal('receipt') }),
    /** May be a card, but of no format that is set up; `suggestion` is one that would take it. */
    z.object({
      kind: z.literal('unknownCard'),
      scheme: z.enum(['number', 'gsrn', 'uid']),
      cardLabel: z.string().max(64),
      length: z.int(),
      suggestion: z.string().max(200),
    }),
    z.object({ kind: z.literal('neither'), length: z.int() }),
    z.object({ kind: z.literal('refused'), reason: z.enum(['paymentCard', 'identityDocument']) }),
    z.object({ kind: z.literal('ignored'), reason: z.string().max(300) }),
    z.object({ kind: z.literal('invalid'), reason: z.string().max(300) }),
  ]),
});

/** Where a probe of a serial port stands. */
export const probeProgressSchema = z.object({
  path: z.string().max(300),
  progress: z.discriminatedUnion('step', [
    /** Listens at this speed: the person presents the card, `presentationsLeft` more times. */
    z.object({
      step: z.literal('listening'),
      baudRate: z.int(),
      presentationsLeft: z.int().min(1).max(3),
    }),
    /** Something came at this speed; where it was not readable, the next speed is tried. */
    z.object({
      step: z.literal('received'),
      baudRate: z.int(),
      byteCount: z.int(),
      readable: z.boolean(),
    }),
    /** What to save; `description` says it in words. */
    z.object({
      step: z.literal('found'),
      setting: serialReaderSettingSchema,
      description: z.string().max(300),
    }),
    z.object({
      step: z.literal('ended'),
      reason: z.enum(['cancelled', 'timeout', 'notReadable', 'portUnavailable', 'paymentCard']),
      message: z.string().max(500),
    }),
  ]),
});

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
  /** The serial ports of this machine. Asked for by a person, never in a loop. */
  'devices.listPorts': {
    request: z.strictObject({}),
    response: z.object({ ports: z.array(serialPortSchema).max(256) }),
  },
  /**
   * While observing, reads go to `devices.observed` and none to `devices.read`. `cardFormats` are tried beside those that are
   * set up. Ends with `observing: false`, with the window that asked, however that ends, or by itself after 15 minutes.
   */
  'devices.observe': {
    request: z.strictObject({
      observing: z.boolean(),
      cardFormats: z.array(z.string().max(200)).max(32),
    }),
    response: z.object({}),
  },
  /**
   * Starts to find out speed, line and framing of the reader at a port, which is told by `devices.probeProgress`. One at a
   * time. A `line` that a person knows is taken as it is.
   */
  'devices.probeSerial': {
    request: z.strictObject({
      path: z.string().min(1).max(300),
      line: serialLineSettingSchema.nullable().default(null),
    }),
    response: z.object({}),
  },
  'devices.cancelProbe': { request: z.strictObject({}), response: z.object({}) },
  /** Learns prefix and suffix of a keyboard reader from three scans of the same card or product. */
  'devices.learnWedge': {
    request: z.strictObject({
      scans: z.array(z.array(keystrokeSchema).min(1).max(MAXIMUM_KEYSTROKES)).length(3),
    }),
    response: z.discriminatedUnion('learned', [
      z.object({ learned: z.literal(true), wedge: wedgeSettingSchema }),
      z.object({ learned: z.literal(false), message: z.string().max(300) }),
    ]),
  },
  /**
   * UnifiedPOS DataEventEnabled for all readers: while false, reads wait in a bounded queue (the oldest 8); true delivers
   * them. True at start.
   */
  'devices.setDataEventEnabled': {
    request: z.strictObject({ enabled: z.boolean() }),
    response: z.object({}),
  },
  /** UnifiedPOS ClearInput: drops what waits and what is half read. */
  'devices.clearInput': { request: z.strictObject({}), response: z.object({}) },
} as const;

export const deviceEvents = {
  'devices.read': deviceReadSchema,
  'devices.changed': z.object({ devices: z.array(deviceSchema).max(64) }),
  'devices.observed': observationSchema,
  'devices.probeProgress': probeProgressSchema,
} as const;

export type Device = z.infer<typeof deviceSchema>;
export type ReadOutcome = z.infer<typeof readOutcomeSchema>;
export type SerialPortOption = z.infer<typeof serialPortSchema>;
export type Observation = z.infer<typeof observationSchema>;
export type ProbeProgress = z.infer<typeof probeProgressSchema>;
export type Keystroke = z.infer<typeof keystrokeSchema>;
