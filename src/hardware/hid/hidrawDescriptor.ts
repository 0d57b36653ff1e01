import { open } from 'node:fs/promises';

/** The kernel takes no longer one. */
const MAXIMUM_BYTES = 4096;

/**
 * The report descriptor of a Linux hidraw node (e.g. "/dev/hidraw0"), which every user may read in sysfs: the node's place
 * there is a link into the HID device, whose file `report_descriptor` lies two folders above. Null where it cannot be had.
 */
export async function readHidrawDescriptor(path: string): Promise<Uint8Array | null> {
  const node = /^\/dev\/(hidraw[0-9]{1,6})$/.exec(path)?.[1];
  if (node === undefined) {
    return null;
  }
  try {
    const file = await open(`/sys/class/hidraw/${node}/../../report_descriptor`, 'r');
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(MAXIMUM_BYTES));
      return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
