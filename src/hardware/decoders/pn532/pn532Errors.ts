/** Error codes of the PN532 (NXP UM0701-02, table 22), in words. */
const meanings: ReadonlyMap<number, string> = new Map([
  [0x01, 'Time Out, the target has not answered'],
  [0x02, 'A CRC error has been detected by the CIU'],
  [0x03, 'A Parity error has been detected by the CIU'],
  [0x04, 'An erroneous Bit Count has been detected during anti-collision or select'],
  [0x05, 'Framing error during Mifare operation'],
  [0x06, 'An abnormal bit-collision has been detected during bit wise anti-collision at 106 kbps'],
  [0x07, 'Communication buffer size insufficient'],
  [0x09, 'RF Buffer overflow has been detected by the CIU'],
  [
    0x0a,
    'In active communication mode, the RF field has not been switched on in time by the counterpart',
  ],
  [0x0b, 'RF Protocol error'],
  [0x0d, 'Temperature error: the internal temperature sensor has detected overheating'],
  [0x0e, 'Internal buffer overflow'],
  [0x10, 'Invalid parameter'],
  [0x12, 'DEP Protocol: the target does not support the command received from the initiator'],
  [
    0x13,
    'DEP Protocol, Mifare or ISO/IEC14443-4: the data format does not match the specification',
  ],
  [0x14, 'Mifare: Authentication error'],
  [0x23, 'ISO/IEC14443-3: UID Check byte is wrong'],
  [0x25, 'DEP Protocol: Invalid device state'],
  [0x26, 'Operation not allowed in this configuration'],
  [0x27, 'This command is not acceptable due to the current context of the chip'],
  [0x29, 'The chip configured as target has been released by its initiator'],
  [0x2a, 'ISO/IEC14443-3B: the ID of the card does not match'],
  [0x2b, 'ISO/IEC14443-3B: the card previously activated has disappeared'],
  [0x2c, 'Mismatch between the NFCID3 initiator and the NFCID3 target'],
  [0x2d, 'An over-current event has been detected'],
  [0x2e, 'NAD missing in DEP frame'],
  [0x7f, 'Syntax error: the chip did not understand the frame'],
]);

/** What an error code of the PN532 means, in words. */
export function pn532ErrorText(code: number): string {
  return meanings.get(code) ?? `Unknown error code ${String(code)}`;
}
