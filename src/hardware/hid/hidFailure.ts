/** What a person can do about a reader that is there and cannot be opened, by platform (`process.platform`). */
export function hidOpenAdvice(platform: string): string {
  switch (platform) {
    case 'linux':
      return (
        'This user may not open the reader. Copy 70-loyalty-terminal.rules (resources/linux of the terminal) to ' +
        '/etc/udev/rules.d, run "udevadm control --reload-rules && udevadm trigger" as root, then unplug and plug in the reader.'
      );
    case 'darwin':
      return (
        'The system does not let the terminal open the reader. Allow it in System Settings, Privacy & Security, ' +
        'Input Monitoring, then start the terminal again.'
      );
    default:
      return (
        'Another program holds the reader, or a scanner is not in USB HID POS mode. End the other program, ' +
        'or scan the maker’s setup code for "USB HID POS", then plug it in again.'
      );
  }
}

/** What a person can do about a reader that another process of this machine has claimed. */
export function hidHeldAdvice(holderPid: number | null): string {
  const holder = holderPid === null ? '' : ` (process ${holderPid})`;
  return (
    `Another terminal on this machine has the reader${holder}. ` +
    'Only one reads it, so that no scan counts twice. It is taken up here by itself once the other one ends.'
  );
}

export const SCANNER_GONE_ADVICE =
  'The reader does not answer. Check its cable; it is taken up again by itself once it is plugged in.';

export const HID_UNAVAILABLE_ADVICE =
  'USB readers cannot be used: the system’s HID part could not be loaded. On Linux install libudev1; then start the terminal again.';
