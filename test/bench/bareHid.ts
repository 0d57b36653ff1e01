/**
 * Reads the first hidraw device with node-hid and nothing around it: one line a report, with its number and the moment at
 * which it was there, in nanoseconds of the machine's monotonic clock. Runs behind an emulated scanner until it is stopped.
 */
import { devices, HIDAsync } from 'node-hid';

const path = devices().find((device) => device.path?.includes('hidraw'))?.path;
if (path === undefined) {
  process.stderr.write('There is no HID device here.\n');
  process.exit(1);
}
const device = await HIDAsync.open(path);
let reports = 0;
device.on('data', () => {
  const atNs = process.hrtime.bigint();
  reports += 1;
  process.stdout.write(`report ${reports} ${atNs}\n`);
});
// The cable is pulled out where the measurement ends.
device.on('error', () => process.exit(0));
process.stdout.write('open\n');
