import { z } from 'zod';
import { parseCardPattern } from '../../domain/identity/cardPatternText.ts';
import { parseMeasureRule } from '../../domain/measureRule.ts';

/** By which a USB serial reader is found again under whatever name its port has. */
export const usbIdentitySchema = z.object({
  /** Four hexadecimal digits each, lower case. */
  vendorId: z.string().regex(/^[0-9a-f]{4}$/),
  productId: z.string().regex(/^[0-9a-f]{4}$/),
  /** Empty where the device has none: then make and model decide. */
  serialNumber: z.string().max(200),
});

/** How bits go over a serial line; the speed apart. What is not said is what nearly every reader is sold with: 8N1. */
export const serialLineSettingSchema = z.object({
  dataBits: z.literal([7, 8]).default(8),
  parity: z.enum(['none', 'even', 'odd', 'mark', 'space']).default('none'),
  stopBits: z.literal([1, 2]).default(1),
  flowControl: z.enum(['none', 'rtscts', 'xonxoff']).default('none'),
});

/**
 * A serial reader that IT has set up. A setting that an older version kept has only path, speed and framing; the rest
 * takes its default.
 */
export const serialReaderSettingSchema = z.object({
  path: z.string().min(1).max(300),
  baudRate: z.int().min(300).max(921_600),
  line: serialLineSettingSchema.prefault({}),
  /**
   * How the bytes are read: `lines` end by `framing`; `framed` stand between STX and ETX; `rfid` are frames of EM4100 and
   * FDX-B readers; `pn532` is an NFC module that is spoken to.
   */
  kind: z.enum(['lines', 'framed', 'rfid', 'pn532']).default('lines'),
  /** Of `lines`: what ends a read. */
  framing: z.enum(['cr', 'lf', 'crlf', 'idle']),
  /** Of `lines`: what stands in front of and behind each read, taken off where it is there. */
  prefix: z.string().max(32).default(''),
  suffix: z.string().max(32).default(''),
  /** Of `framed`: the check character behind ETX. */
  frameCheck: z.enum(['none', 'lrc', 'bcc']).default('none'),
  /** Of `rfid`: how the last two digits of a frame are made. */
  rfidChecksum: z.enum(['xor', 'sum', 'none']).default('xor'),
  usb: usbIdentitySchema.nullable().default(null),
});

/** What keyboard readers put around each read, learned from three scans. */
export const wedgeSettingSchema = z.object({
  prefix: z.string().max(32).default(''),
  suffix: z.string().max(32).default(''),
});

const cardPatternTextSchema = z
  .string()
  .max(200)
  .refine((text) => parseCardPattern(text).ok, 'This is no card format.');

const measureRuleTextSchema = z
  .string()
  .max(100)
  .refine((text) => parseMeasureRule(text).ok, 'This is no rule for labels of scales.');

/** What people call a reader, e.g. "Counter left". */
export const readerNameSchema = z.strictObject({
  deviceId: z.string().max(300),
  name: z.string().min(1).max(60),
});

/** Settings of this terminal alone, kept in its profile. */
export const localSettingsSchema = z.object({
  colourScheme: z.enum(['auto', 'light', 'dark']),
  serialReaders: z.array(serialReaderSettingSchema).max(16),
  wedge: wedgeSettingSchema.default({ prefix: '', suffix: '' }),
  /** Card formats beside those of the chain, as `parseCardPattern` reads them, e.g. "EAN-13 starting with 29". */
  cardFormats: z.array(cardPatternTextSchema).max(32).default([]),
  /** How scales print price and weight, as `parseMeasureRule` reads it; absent for not at all. */
  measureRules: z.array(measureRuleTextSchema).max(16).optional(),
  /** Names that people gave to readers, by the reader's id; absent for none. */
  readerNames: z.array(readerNameSchema).max(64).optional(),
  /** Minutes without a touch after which the operator is signed off; 0 for never, absent for what the terminal does by default. */
  idleSignOffMinutes: z.int().min(0).max(240).optional(),
  /** So many days a sale that the ledger has confirmed stays in the journal at least; 90 where it is left out. */
  journalRetentionDays: z.int().min(1).max(3650).optional(),
});

export const settingsChannels = {
  'settings.read': { request: z.strictObject({}), response: localSettingsSchema },
  'settings.write': { request: localSettingsSchema, response: localSettingsSchema },
} as const;

export type LocalSettings = z.infer<typeof localSettingsSchema>;
export type SerialReaderSetting = LocalSettings['serialReaders'][number];
export type SerialLineSetting = SerialReaderSetting['line'];
export type ReaderName = z.infer<typeof readerNameSchema>;
export type WedgeSetting = LocalSettings['wedge'];
