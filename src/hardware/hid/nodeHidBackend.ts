import { readHidrawDescriptor } from './hidrawDescriptor.ts';
import type { HidBackend, HidDescription, HidHandle, HidListener } from './hidBackend.ts';

/**
 * The HID devices of this machine by `node-hid`. Its native part is loaded on the first call, so that a machine where it
 * cannot be loaded keeps its serial readers and is told why. `platform` as in `process.platform`.
 */
export function createNodeHidBackend(platform: string): HidBackend {
  return {
    async list(): Promise<HidDescription[]> {
      const { devicesAsync } = await import('node-hid');
      const devices = await devicesAsync();
      return devices.flatMap((device) =>
        device.path === undefined
          ? []
          : [
              {
                path: device.path,
                vendorId: device.vendorId,
                productId: device.productId,
                serialNumber: device.serialNumber ?? '',
                manufacturer: device.manufacturer ?? '',
                product: device.product ?? '',
                interfaceNumber: device.interface,
                usagePage: device.usagePage ?? 0,
                usage: device.usage ?? 0,
              },
            ],
      );
    },

    // node-hid 3.4 has no call for it; only Linux tells it in another way.
    reportDescriptor: (path) =>
      platform === 'linux' ? readHidrawDescriptor(path) : Promise.resolve(null),

    async open(path: string, listener: HidListener): Promise<HidHandle> {
      const { HIDAsync } = await import('node-hid');
      const device = await HIDAsync.open(path);
      device.on('error', (error: unknown) => {
        listener.onError(error instanceof Error ? error : new Error(String(error)));
      });
      device.on('data', (report: Buffer) => {
        listener.onReport(report);
      });
      return {
        close: async () => {
          await device.close();
        },
      };
    },
  };
}
