import { z } from 'zod';

/**
 * The messages between the terminal's host and its device host. Card numbers may pass here (both processes are the
 * host); a payment number never does: a refusal carries its reason and nothing else.
 */

/** The most readers that are shown at once. */
export const MAXIMUM_DEVICES = 64;
/** The longest burst of keys that is decoded as one. */
const MAXIMUM_KEYS = 512;

export const hardwareDeviceSchema = z.strictObject({
  /** The same for the same reader across replug and restart. */
  deviceId: z.string().max(300),
  connection: z.enum(['hid', 'serial', 'wedge', 'simulator']),
  /** By UnifiedPOS 1.16. */
  deviceClass: z.enum(['Scanner', 'MSR', 'RFIDScanner']),
  name: z.string().max(200),
  /** A port's name; empty where there is none to tell. */
  location: z.string().max(300),
  /**
   * By UnifiedPOS: `opening`, `gone` and `failed` are closed; `opened` is open, but another process of this machine has
   * claimed it; `claimed` is ours, and not yet enabled; `ready` is enabled: what it reads is delivered.
   */
  state: z.enum(['ready', 'opening', 'opened', 'claimed', 'gone', 'failed']),
  /** What to do about it; empty while there is nothing to do. */
  detail: z.string().max(500),
});

const usbIdentitySchema = z.strictObject({
  /** Four hexadecimal digits each, lower case. */
  vendorId: z.string().regex(/^[0-9a-f]{4}$/),
  productId: z.string().regex(/^[0-9a-f]{4}$/),
  /** Empty where the device has none. */
  serialNumber: z.string().max(200),
});

const serialLineSchema = z.strictObject({
  dataBits: z.literal([7, 8]),
  parity: z.enum(['none', 'even', 'odd', 'mark', 'space']),
  stopBits: z.literal([1, 2]),
  flowControl: z.enum(['none', 'rtscts', 'xonxoff']),
});

export const serialReaderSchema = z.strictObject({
  path: z.string().min(1).max(300),
  baudRate: z.int().min(300).max(921_600),
  line: serialLineSchema,
  kind: z.enum(['lines', 'framed', 'rfid', 'pn532']),
  framing: z.enum(['cr', 'lf', 'crlf', 'idle']),
  prefix: z.string().max(32),
  suffix: z.string().max(32),
  frameCheck: z.enum(['none', 'lrc', 'bcc']),
  rfidChecksum: z.enum(['xor', 'sum', 'none']),
  /** By which it is found again under another port's name; null for a reader that is no USB device. */
  usb: usbIdentitySchema.nullable(),
});

const wedgeSchema = z.strictObject({ prefix: z.string().max(32), suffix: z.string().max(32) });

export const hostConfigurationSchema = z.strictObject({
  serialReaders: z.array(serialReaderSchema).max(16),
  /** What keyboard readers put around each read. */
  wedge: wedgeSchema,
  /** Whether the simulated scanner exists: in the demonstration only. */
  simulator: z.boolean(),
});

const serialPortSchema = z.strictObject({
  path: z.string().max(300),
  manufacturer: z.string().max(200),
  serialNumber: z.string().max(200),
  usb: usbIdentitySchema.nullable(),
});

const keySchema = z.strictObject({
  code: z.string().max(32),
  shift: z.boolean(),
  control: z.boolean(),
  alt: z.boolean(),
  atMs: z.number(),
});

/** How a read came in; nothing of what it says. */
const receivedSchema = z.strictObject({
  count: z.int().min(0),
  unit: z.enum(['bytes', 'keys']),
  framing: z.string().max(200),
});

export const decodeOutcomeSchema = z.discriminatedUnion('result', [
  z.strictObject({
    result: z.literal('credential'),
    reading: z.strictObject({
      credential: z
        .strictObject({ scheme: z.enum(['number', 'gsrn', 'uid']), value: z.string().max(4096) })
        .nullable(),
      gtin: z.string().max(14).nullable(),
      aim: z.string().max(8).nullable(),
      text: z.string().max(8192),
    }),
  }),
  z.strictObject({
    result: z.literal('refused'),
    reason: z.enum(['paymentCard', 'identityDocument']),
  }),
  z.strictObject({ result: z.literal('ignored'), reason: z.string().max(300) }),
  z.strictObject({ result: z.literal('invalid'), reason: z.string().max(300) }),
]);

const idSchema = z.int().min(1);

/** What the terminal's host tells the device host. */
export const parentMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('configure'), configuration: hostConfigurationSchema }),
  z.strictObject({ type: z.literal('simulate'), digits: z.string().regex(/^[0-9]{1,48}$/) }),
  z.strictObject({
    type: z.literal('decodeKeys'),
    id: idSchema,
    keys: z.array(keySchema).min(1).max(MAXIMUM_KEYS),
  }),
  z.strictObject({
    type: z.literal('decodeTyped'),
    id: idSchema,
    text: z.string().min(1).max(128),
  }),
  z.strictObject({ type: z.literal('listSerialPorts'), id: idSchema }),
  /** UnifiedPOS DataEventEnabled: while false, reads wait in a bounded queue. */
  z.strictObject({ type: z.literal('setDataEventEnabled'), enabled: z.boolean() }),
  /** UnifiedPOS ClearInput: drops what waits and what is half read. */
  z.strictObject({ type: z.literal('clearInput') }),
  z.strictObject({
    type: z.literal('probe'),
    path: z.string().min(1).max(300),
    /** The line's setting where a person knows it; null finds it out. */
    line: serialLineSchema.nullable(),
  }),
  z.strictObject({ type: z.literal('cancelProbe') }),
  z.strictObject({ type: z.literal('ping'), id: idSchema }),
  z.strictObject({ type: z.literal('stop') }),
]);

/** Where a probe stands; the shape of the contract's `devices.probeProgress`. */
export const probeStepSchema = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('listening'),
    baudRate: z.int(),
    presentationsLeft: z.int().min(1).max(3),
  }),
  z.strictObject({
    step: z.literal('received'),
    baudRate: z.int(),
    byteCount: z.int(),
    readable: z.boolean(),
  }),
  z.strictObject({
    step: z.literal('found'),
    setting: serialReaderSchema,
    description: z.string().max(300),
  }),
  z.strictObject({
    step: z.literal('ended'),
    reason: z.enum(['cancelled', 'timeout', 'notReadable', 'portUnavailable', 'paymentCard']),
    message: z.string().max(500),
  }),
]);

/** What the device host tells the terminal's host. */
export const deviceHostMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('devices'),
    devices: z.array(hardwareDeviceSchema).max(MAXIMUM_DEVICES),
  }),
  z.strictObject({
    type: z.literal('read'),
    deviceId: z.string().max(300),
    connection: hardwareDeviceSchema.shape.connection,
    /** When the last byte came, host clock, milliseconds since 1970. */
    readAtMs: z.number(),
    received: receivedSchema,
    outcome: decodeOutcomeSchema,
  }),
  z.strictObject({ type: z.literal('decoded'), id: idSchema, outcome: decodeOutcomeSchema }),
  z.strictObject({
    type: z.literal('serialPorts'),
    id: idSchema,
    ports: z.array(serialPortSchema).max(256),
  }),
  z.strictObject({
    type: z.literal('probe'),
    path: z.string().max(300),
    progress: probeStepSchema,
  }),
  z.strictObject({ type: z.literal('pong'), id: idSchema }),
  z.strictObject({
    type: z.literal('log'),
    level: z.enum(['info', 'warning', 'error']),
    /** Never any of a card's data. */
    message: z.string().max(500),
  }),
]);

export type HardwareDevice = z.infer<typeof hardwareDeviceSchema>;
export type HardwareConnection = HardwareDevice['connection'];
export type ReceivedDescription = z.infer<typeof receivedSchema>;
export type UsbIdentity = z.infer<typeof usbIdentitySchema>;
export type WedgeConfiguration = z.infer<typeof wedgeSchema>;
export type SerialLineSetting = z.infer<typeof serialLineSchema>;
export type SerialReaderConfiguration = z.infer<typeof serialReaderSchema>;
export type SerialPortDescription = z.infer<typeof serialPortSchema>;
export type ProbeStep = z.infer<typeof probeStepSchema>;
export type HostConfiguration = z.infer<typeof hostConfigurationSchema>;
export type ParentMessage = z.infer<typeof parentMessageSchema>;
export type DeviceHostMessage = z.infer<typeof deviceHostMessageSchema>;
