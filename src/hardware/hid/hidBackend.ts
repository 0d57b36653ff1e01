/** A HID collection as the operating system lists it. */
export interface HidDescription {
  /** The operating system's name of it; changes on replug. */
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly interfaceNumber: number;
  /** 0 where the backend does not know. */
  readonly usagePage: number;
  readonly usage: number;
}

/** An open HID device. */
export interface HidHandle {
  /** Ends reading; resolves also where the device is gone already. */
  close(): Promise<void>;
}

/** What an open HID device tells. */
export interface HidListener {
  /** One input report, with its report id where the device numbers its reports. */
  onReport(report: Uint8Array): void;
  /** The device is gone: the only sign of an unplug. */
  onError(error: Error): void;
}

/** The operating system's HID devices; `node-hid` in the product. */
export interface HidBackend {
  list(): Promise<HidDescription[]>;
  /** The report descriptor of a device; null where the operating system does not give it. Never rejects. */
  reportDescriptor(path: string): Promise<Uint8Array | null>;
  /** Opens and reads until closed. Rejects where the device is gone or may not be opened. */
  open(path: string, listener: HidListener): Promise<HidHandle>;
}
