/** The wake-up of a PN532 in its low power mode: 0x55 and zeros, long enough for its oscillator (NXP UM0701-02, 7.2.11). */
export const PN532_WAKE_UP: Uint8Array = Uint8Array.of(
  ...[0x55, 0x55],
  ...Array.from({ length: 14 }, () => 0),
);

/** The acknowledgement frame; from the host it also aborts the command that is under way (same manual, 6.2.1.3). */
export const PN532_ACK: Uint8Array = Uint8Array.of(0, 0, 0xff, 0, 0xff, 0);

const FROM_HOST = 0xd4;

/**
 * A normal information frame from host to module (same manual, 6.2.1.1).
 *
 * @param command the command's code and its parameters, at most 254 bytes
 */
export function pn532Command(command: Uint8Array): Uint8Array {
  const length = command.length + 1;
  const sum = command.reduce((total, byte) => total + byte, FROM_HOST);
  return Uint8Array.of(
    ...[0, 0, 0xff, length, (256 - length) % 256, FROM_HOST],
    ...command,
    ...[(256 - (sum % 256)) % 256, 0],
  );
}
